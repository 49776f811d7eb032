//! Waits on a manual clock, on threads and in tasks.

use resilience::{Clock, ManualClock};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(3600);

fn until_waiting(time: &ManualClock, waiters: usize) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while time.waiting() != waiters {
        assert!(Instant::now() < deadline, "{} wait", time.waiting());
        std::thread::yield_now();
    }
}

#[test]
fn advancing_releases_threads_that_are_due_and_no_others() {
    let time = ManualClock::new();
    let sleeper = |length: Duration| {
        let clock = time.clock();
        std::thread::spawn(move || clock.sleep(length))
    };
    let (short, long) = (sleeper(HOUR), sleeper(2 * HOUR));
    until_waiting(&time, 2);
    time.advance(HOUR);
    short.join().unwrap();
    until_waiting(&time, 1);
    time.advance(HOUR);
    long.join().unwrap();
    assert_eq!((time.waiting(), time.elapsed()), (0, 2 * HOUR));
}

#[tokio::test]
async fn advancing_releases_tasks() {
    let time = ManualClock::new();
    let clock = time.clock();
    let task = tokio::spawn(async move { clock.sleep_async(HOUR).await });
    while time.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    time.advance(HOUR - Duration::from_nanos(1));
    tokio::task::yield_now().await;
    assert!(!task.is_finished());
    time.advance(Duration::from_nanos(1));
    task.await.unwrap();
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_dropped_wait_leaves_the_clock() {
    let time = ManualClock::new();
    let clock = time.clock();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut sleep = Box::pin(clock.sleep_async(HOUR));
    assert_eq!(time.waiting(), 0, "not before the first poll");
    for _ in 0..3 {
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(time.waiting(), 1);
    }
    drop(sleep);
    assert_eq!(time.waiting(), 0);
    time.advance(HOUR);
    assert_eq!(woken.0.load(Ordering::SeqCst), 0);
}

#[test]
fn a_wait_is_over_at_its_deadline_and_not_before_whatever_the_steps_back() {
    let time = ManualClock::new();
    let clock = time.clock();
    let mut sleep = Box::pin(clock.sleep_async(HOUR));
    let mut poll = || sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(poll().is_pending());
    time.rewind(HOUR);
    time.advance(HOUR);
    assert!(poll().is_pending());
    time.advance(HOUR);
    assert_eq!(poll(), Poll::Ready(()));
}

#[test]
fn no_wait_of_nothing_and_no_end_of_never() {
    let time = ManualClock::new();
    time.clock().sleep(Duration::ZERO);
    let clock = time.clock();
    // No runtime here, so there is no timer for what never comes.
    let (mut context, system) = (Context::from_waker(Waker::noop()), Clock::system());
    let mut never = [&clock, &system].map(|clock| Box::pin(clock.sleep_async(Duration::MAX)));
    for _ in 0..2 {
        assert!(never.iter_mut().all(|sleep| sleep.as_mut().poll(&mut context).is_pending()));
        time.advance(Duration::MAX);
    }
    assert_eq!(time.waiting(), 0);
}

#[test]
fn a_manual_clock_goes_both_ways() {
    let time = ManualClock::new();
    time.advance(HOUR);
    time.rewind(HOUR / 2);
    assert_eq!(time.elapsed(), HOUR / 2);
    time.rewind(Duration::MAX);
    assert_eq!(time.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn the_system_clock_waits_for_real() {
    let begin = Instant::now();
    Clock::system().sleep(Duration::from_millis(1));
    Clock::system().sleep_async(Duration::from_millis(1)).await;
    assert!(begin.elapsed() >= Duration::from_millis(2));
}

#[test]
fn clocks_are_equal_if_they_are_the_same() {
    let time = ManualClock::new();
    assert_eq!(Clock::system(), Clock::system());
    assert_eq!(time.clock(), time.clone().clock());
    assert_ne!(time.clock(), ManualClock::new().clock());
    assert_ne!(time.clock(), Clock::system());
}

#[test]
fn a_waker_that_panics_keeps_no_other_from_being_woken() {
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            std::panic::resume_unwind(Box::new(()));
        }
    }
    let time = ManualClock::new();
    let (clock, woken) = (time.clock(), Arc::new(Woken::default()));
    let mut first = Box::pin(clock.sleep_async(HOUR));
    let mut second = Box::pin(clock.sleep_async(HOUR));
    let waker = Waker::from(Arc::new(Panics));
    assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let waker = Waker::from(Arc::clone(&woken));
    assert!(second.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let advance = || time.advance(HOUR);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(advance)).is_err());
    time.advance(Duration::ZERO);
    assert_eq!(woken.0.load(Ordering::SeqCst), 1);
}
