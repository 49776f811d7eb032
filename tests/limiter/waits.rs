//! First come, first served, on threads and in tasks.

use crate::support::{NANO, SECOND, TENTH, Task, builder, drain, empty, limiter, retry_after};
use resilience::{ManualClock, RateLimiter};
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

#[test]
fn a_task_waits_exactly_for_its_token() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut task = Task::started(limiter.acquire_async());
    time.advance(TENTH - NANO);
    assert_eq!(task.wakes(), 0);
    assert!(!task.is_done());
    time.advance(NANO);
    assert_eq!(task.wakes(), 1);
    assert!(task.is_done());
}

#[test]
fn a_thread_waits_exactly_for_its_token() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| limiter.acquire());
        wait_until(|| time.waiting() == 1);
        time.advance(TENTH - NANO);
        assert!(!thread.is_finished());
        time.advance(NANO);
        thread.join().unwrap().unwrap();
    });
}

/// Until another thread has come so far.
fn wait_until(so_far: impl Fn() -> bool) {
    while !so_far() {
        std::thread::yield_now();
    }
}

#[test]
fn threads_and_tasks_stand_in_one_line() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let order = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let mut first = Task::started(limiter.acquire_async());
        scope.spawn(|| {
            limiter.acquire().unwrap();
            order.lock().unwrap().push("thread");
        });
        wait_until(|| time.waiting() == 2);
        let mut third = Task::started(limiter.acquire_async());
        for (who, step) in ["first", "thread", "third"].into_iter().zip(1..) {
            time.advance(TENTH);
            let poll = |task: &mut Task<'_, _>, who| {
                if !order.lock().unwrap().contains(&who) && task.is_done() {
                    order.lock().unwrap().push(who);
                }
            };
            if step != 2 {
                poll(if step == 1 { &mut first } else { &mut third }, who);
            }
            wait_until(|| order.lock().unwrap().len() == step);
        }
    });
    assert_eq!(*order.lock().unwrap(), ["first", "thread", "third"]);
}

#[test]
fn nobody_overtakes_those_who_wait() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    time.advance(TENTH * 2);
    let mut large = Task::started(limiter.n(5).acquire_async());
    // Two tokens are there, and nobody may take one.
    assert_eq!(limiter.tokens(), 0.0);
    assert_eq!(retry_after(&limiter.try_acquire()), TENTH * 4);
    assert_eq!(retry_after(&limiter.n(2).try_acquire()), TENTH * 5);
    assert_eq!(limiter.time_until_token(), TENTH * 4);
    let mut small = Task::started(limiter.acquire_async());
    time.advance(TENTH * 3);
    assert!(!small.is_done());
    assert!(large.is_done());
    assert_eq!(retry_after(&limiter.try_acquire()), TENTH * 2);
    time.advance(TENTH);
    assert!(small.is_done());
}

#[test]
fn everybody_waits_for_those_in_front_and_no_longer() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let tokens = [2, 1, 3, 1, 1, 2];
    let mut tasks: Vec<_> =
        tokens.into_iter().map(|n| Task::started(limiter.n(n).acquire_async())).collect();
    for (turn, n) in tokens.into_iter().enumerate() {
        time.advance(TENTH * n - NANO);
        assert!(tasks[turn..].iter_mut().all(|task| !task.is_done()));
        time.advance(NANO);
        assert!(tasks[turn].is_done());
    }
}

#[test]
fn a_task_that_nobody_polls_does_not_hold_up_those_behind_it() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut neglected = Task::started(limiter.acquire_async());
    let mut next = Task::started(limiter.acquire_async());
    time.advance(TENTH * 2);
    assert_eq!(next.wakes(), 1);
    assert!(next.is_done());
    assert!(neglected.is_done());
    assert_eq!(limiter.tokens(), 0.0);
}

#[test]
fn after_a_long_absence_no_more_than_the_burst_is_served_at_once() {
    let time = ManualClock::new();
    let limiter = builder(&time).burst(1).initial(0.0).build().unwrap();
    let mut tasks: Vec<_> = (0..4).map(|_| Task::started(limiter.acquire_async())).collect();
    time.advance(SECOND * 60);
    let served = |tasks: &mut Vec<Task<'_, _>>| {
        let before = tasks.len();
        tasks.retain_mut(|task| !task.is_done());
        before - tasks.len()
    };
    assert_eq!(served(&mut tasks), 1);
    time.advance(TENTH - NANO);
    assert_eq!(served(&mut tasks), 0);
    time.advance(NANO);
    assert_eq!(served(&mut tasks), 1);
}

#[test]
fn a_wait_that_cannot_succeed_in_time_is_refused_at_once() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    assert_eq!(retry_after(&limiter.acquire_timeout(TENTH - NANO)), TENTH);
    let mut front = Task::started(limiter.n(3).acquire_async_timeout(TENTH * 3));
    assert_eq!(retry_after(&limiter.acquire_timeout(TENTH * 4 - NANO)), TENTH * 4);
    let mut behind = Task::started(limiter.acquire_async_timeout(TENTH * 4));
    time.advance(TENTH * 3);
    assert!(front.is_done());
    time.advance(TENTH);
    assert!(behind.is_done());
    assert_eq!(limiter.stats().total_rejected, 2);
}

#[test]
fn no_time_at_all_is_no_wait() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    limiter.acquire_timeout(Duration::ZERO).unwrap();
    drain(&limiter);
    assert_eq!(retry_after(&limiter.acquire_timeout(Duration::ZERO)), TENTH);
    assert_eq!(time.waiting(), 0);
}

#[test]
fn a_timeout_of_any_length_is_safe() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut task = Task::started(limiter.acquire_async_timeout(Duration::MAX));
    time.advance(TENTH);
    assert!(task.is_done());
}

#[test]
fn whoever_was_served_late_and_has_no_chance_any_more_is_refused() {
    let time = ManualClock::new();
    let limiter = builder(&time).burst(1).initial(0.0).build().unwrap();
    let mut first = Task::started(limiter.acquire_async_timeout(TENTH));
    let mut second = Task::started(limiter.acquire_async_timeout(TENTH * 2));
    let mut third = Task::started(limiter.acquire_async());
    // Everybody sleeps through the first two turns; a bucket of one cannot make up for that.
    time.advance(SECOND);
    assert!(matches!(first.poll(), Poll::Ready(Ok(()))));
    assert!(matches!(second.poll(), Poll::Ready(Err(_))));
    time.advance(TENTH);
    assert!(third.is_done());
}

#[test]
fn calls_wait_and_then_run() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut task = Task::started(limiter.call_async(|| async { 7 }));
    time.advance(TENTH);
    assert!(matches!(task.poll(), Poll::Ready(Ok(7))));
}

#[test]
fn waiting_futures_can_be_sent_and_nothing_happens_before_the_first_poll() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let time = ManualClock::new();
    let limiter = limiter(&time);
    let keyed = builder(&time).build_keyed().unwrap();
    let future = send(limiter.acquire_async());
    drop(send(limiter.n(2).acquire_async_timeout(SECOND)));
    // The key is not held on to, whatever it is.
    let key = std::rc::Rc::new(7);
    drop(send(keyed.acquire_async(&*key)));
    drop(future);
    assert_eq!(drain(&limiter), 5);
}

#[test]
fn a_limiter_can_wait_for_what_never_comes() {
    let time = ManualClock::new();
    let century = Duration::from_secs(100 * 31_557_600);
    let limiter = RateLimiter::builder().rate(1.0).per(century * 5).initial(0.0);
    let limiter = limiter.clock(time.clock()).build().unwrap();
    let mut task = Task::started(limiter.acquire_async());
    assert_eq!(limiter.time_until_token(), Duration::MAX);
    assert_eq!(limiter.try_acquire().unwrap_err().retry_after(), None);
    time.advance(century * 4);
    assert!(!task.is_done());
    limiter.reset();
    assert!(task.is_done());
}

#[test]
fn behind_one_who_takes_a_whole_bucket_the_wait_is_exact_where_tokens_come_between_nanoseconds() {
    for rate in [300.0, 700.0, 11e3, 3e5, 7e6, 3.3e7, 3.7e7, 7e7] {
        let time = ManualClock::new();
        let builder = RateLimiter::builder().rate(rate).burst(2).clock(time.clock());
        let limiter = builder.build().unwrap();
        drain(&limiter);
        let mut first = Task::started(limiter.n(2).acquire_async());
        let wait = retry_after(&limiter.try_acquire());
        let mut second = Task::started(limiter.acquire_async_timeout(wait));
        // The first is polled at the very nanosecond of its turn.
        let near = wait.saturating_sub(Duration::from_secs_f64(1.0 / rate) + NANO * 3);
        time.advance(near);
        let mut passed = near;
        while !first.is_done() {
            time.advance(NANO);
            passed += NANO;
        }
        time.advance(wait - passed);
        assert!(matches!(second.poll(), Poll::Ready(Ok(()))), "{rate}");
    }
}
