//! Rate limiters.

use resilience::{ManualClock, RateLimiter, RateLimiterBuilder, Rejected, rate_limiter};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const TENTH: Duration = Duration::from_millis(100);
const NANO: Duration = Duration::from_nanos(1);

/// Ten a second, five at once, none at the start.
fn builder(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().rate(10.0).burst(5).initial(0.0).clock(time.clock())
}

fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// A wait that stands in line.
fn started<F: Future>(wait: F) -> Pin<Box<F>> {
    let mut wait = Box::pin(wait);
    assert!(poll(&mut wait).is_pending());
    wait
}

/// Takes what there is, to the last token; how many that were.
fn take_all(limiter: &RateLimiter) -> u64 {
    let mut taken = 0;
    for tokens in (0..21).map(|bit| 1 << bit).rev() {
        while limiter.n(tokens).try_acquire().is_ok() {
            taken += u64::from(tokens);
        }
    }
    taken
}

#[test]
fn integer_truncation_over_admits_or_wraps() {
    let granted_in_a_second = |rate| {
        let time = ManualClock::new();
        // Twice what comes in a step, so that nothing is spilled.
        let builder = RateLimiter::builder().rate(rate).burst(2_000_000).initial(0.0);
        let limiter = builder.clock(time.clock()).build().unwrap();
        let step = || {
            time.advance(SECOND / 1000);
            take_all(&limiter)
        };
        (0..1000).map(|_| step()).sum::<u64>()
    };
    // A whole number of nanoseconds each, but what a rounded division or a 32-bit product makes of it.
    assert_eq!(granted_in_a_second(1e7), 10_000_000);
    assert_eq!(granted_in_a_second(1e9), 1_000_000_000);
    // Not one more, and less by no more than the one in a million that is documented.
    for rate in [9_900_000, 300_000_000, 700_000_000, 999_999_999_u32] {
        let granted = granted_in_a_second(f64::from(rate));
        assert!(granted <= u64::from(rate), "{granted} of {rate}");
        assert!(granted + 1 >= u64::from(rate - rate / 1_000_000), "{granted} of {rate}");
    }
    // A bucket that takes 272 years to refill, in nanoseconds more than 2⁶³ and 2⁶⁴ twice over.
    let time = ManualClock::new();
    let builder = || RateLimiter::builder().rate(0.5).burst(u32::MAX).clock(time.clock());
    let limiter = builder().build().unwrap();
    limiter.n(u32::MAX).try_acquire().unwrap();
    assert_eq!(limiter.try_acquire().unwrap_err().retry_after(), Some(SECOND * 2));
    let all = limiter.n(u32::MAX).try_acquire().unwrap_err();
    assert_eq!(all.retry_after(), Some(SECOND * 2 * u32::MAX));
    assert!(builder().rate(0.2).build().is_err(), "680 years are too many to count");
}

#[test]
fn a_bucket_below_one_token_waits_for_ever() {
    for (rate, per, start, wait) in [
        (0.5, SECOND, 0.0, SECOND * 2),
        (0.5, SECOND, 0.5, SECOND),
        (0.01, SECOND / 100, 0.25, SECOND * 3 / 4),
        (1e-9, NANO, 0.0, SECOND),
    ] {
        let time = ManualClock::new();
        let builder = || RateLimiter::builder().rate(rate).per(per).clock(time.clock());
        let full = builder().build().unwrap();
        assert_eq!((full.burst(), take_all(&full)), (1, 1));
        let limiter = builder().initial(start).build().unwrap();
        let keyed = builder().initial(start).build_keyed().unwrap();
        let mut task = started(limiter.acquire_async());
        let mut of_key = started(keyed.acquire_async("tenant"));
        thread::scope(|scope| {
            let other = builder().initial(start).build().unwrap();
            let thread = scope.spawn(move || other.acquire_timeout(wait));
            while time.waiting() < 3 {
                thread::yield_now();
            }
            time.advance(wait - NANO);
            assert!(poll(&mut task).is_pending() && poll(&mut of_key).is_pending());
            assert!(!thread.is_finished());
            time.advance(NANO);
            assert!(poll(&mut task).is_ready() && poll(&mut of_key).is_ready());
            thread.join().unwrap().unwrap();
        });
    }
}

#[test]
fn the_cancelled_waiters_token_is_lost() {
    let time = ManualClock::new();
    let limiter = builder(&time).build().unwrap();
    // Given up before its time, in its time, and after it was woken with its token reserved.
    let [early, due, woken, mut last] = [2, 1, 1, 1].map(|n| started(limiter.n(n).acquire_async()));
    drop(early);
    time.advance(TENTH);
    drop(due);
    assert_eq!(limiter.try_acquire().unwrap_err().retry_after(), Some(TENTH * 2));
    drop(woken);
    assert!(
        poll(&mut last).is_ready(),
        "the token of the first tenth of a second went down the line"
    );
    assert_eq!(limiter.stats().cancelled, 3);
    // Whatever is cancelled, as much is granted as has come.
    let mut granted = 1;
    for turn in 0..100 {
        let mut waits = [1, 3, 2].map(|n| Some(started(limiter.n(n).acquire_async())));
        waits[turn % 3] = None;
        time.advance(TENTH * 3);
        // Some are served, some are not yet; the others have their tokens to spare.
        waits.iter_mut().flatten().for_each(|wait| drop(poll(wait)));
        drop(waits);
        take_all(&limiter);
        granted += 3;
        assert_eq!(limiter.stats().total_acquired, granted, "{turn}");
    }
}

#[test]
fn waiters_overtake_each_other() {
    let time = ManualClock::new();
    let limiter = builder(&time).build().unwrap();
    let mut waits = [5, 1, 3, 1, 2].map(|n| Some(started(limiter.n(n).acquire_async())));
    let mut order = Vec::new();
    for _ in 0..120 {
        time.advance(TENTH / 10);
        // A newcomer tries, then the last in line looks first.
        assert!(limiter.try_acquire().is_err());
        for (place, wait) in waits.iter_mut().enumerate().rev() {
            if wait.as_mut().is_some_and(|wait| poll(wait).is_ready()) {
                *wait = None;
                order.push(place);
            }
        }
    }
    assert_eq!(order, [0, 1, 2, 3, 4]);
}

#[rate_limiter(limiter = limiter, timeout = 0)]
fn hurried(limiter: &RateLimiter) -> Result<(), Rejected> {
    Ok(())
}

#[rate_limiter(limiter = limiter, timeout = 0)]
async fn hurried_later(limiter: &RateLimiter) -> Result<(), Rejected> {
    Ok(())
}

#[test]
fn a_zero_wait_takes_a_millisecond() {
    // Nobody advances the clock: whoever waits for any time at all waits for ever.
    let time = ManualClock::new();
    let limiter = builder(&time).build().unwrap();
    let keyed = builder(&time).build_keyed().unwrap();
    let refused_at_once = |refused| assert!(matches!(refused, Poll::Ready(Err(_))));
    refused_at_once(poll(&mut Box::pin(limiter.acquire_async_timeout(Duration::ZERO))));
    refused_at_once(poll(&mut Box::pin(limiter.n(2).acquire_async_timeout(Duration::ZERO))));
    refused_at_once(poll(&mut Box::pin(keyed.acquire_async_timeout("tenant", Duration::ZERO))));
    refused_at_once(poll(&mut Box::pin(hurried_later(&limiter))));
    let (refused, refusals) = mpsc::channel();
    thread::spawn(move || {
        refused.send(limiter.acquire_timeout(Duration::ZERO)).unwrap();
        refused.send(limiter.n(3).acquire_timeout(Duration::ZERO)).unwrap();
        refused.send(hurried(&limiter)).unwrap();
        refused.send(keyed.acquire_timeout("tenant", Duration::ZERO)).unwrap();
    });
    for wait in [TENTH, TENTH * 3, TENTH, TENTH] {
        let refusal = refusals.recv_timeout(SECOND * 60).expect("it waits").unwrap_err();
        assert_eq!(refusal.retry_after(), Some(wait));
    }
}

#[test]
fn the_longest_duration_or_nan_panics_or_never_limits() {
    let time = ManualClock::new();
    for number in [f64::NAN, f64::INFINITY, -0.0, f64::MAX] {
        assert!(builder(&time).rate(number).build().is_err(), "{number}");
        assert!(builder(&time).initial(number).build().is_err() || number == 0.0, "{number}");
        assert!(builder(&time).rate(number).build_keyed().is_err(), "{number}");
        let limiter = builder(&time).build().unwrap();
        limiter.set_rate(number, SECOND).unwrap_err();
        assert_eq!(limiter.time_until_token(), TENTH);
    }
    assert!(builder(&time).per(Duration::MAX).build().is_err(), "fewer than one in 500 years");
    let limiter = builder(&time).build().unwrap();
    limiter.set_rate(10.0, Duration::MAX).unwrap_err();
    // 2⁶⁴ tokens in so many seconds: one in each.
    let limiter = builder(&time).rate(2_f64.powi(64)).per(Duration::MAX).build().unwrap();
    let mut endless = started(limiter.acquire_async_timeout(Duration::MAX));
    time.advance(SECOND);
    assert!(poll(&mut endless).is_ready());
    time.advance(Duration::MAX);
    assert_eq!(take_all(&limiter), 5);
    assert_eq!(limiter.try_acquire().unwrap_err().retry_after(), None);
}

#[test]
fn keys_grow_without_bound() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(5.0).max_keys(1500).build_keyed().unwrap();
    for key in 0..100_000 {
        // A thousand of them in the time that a bucket takes to be full again.
        time.advance(TENTH / 1000);
        limiter.try_acquire(&key).unwrap();
    }
    assert!(limiter.keys() <= 1500, "{}", limiter.keys());
    // A flood at one instant: nobody who was there gets a new bucket for it.
    time.advance(SECOND);
    (0..5).for_each(|_| limiter.try_acquire("victim").unwrap());
    let admitted = (0..10_000).filter(|key| limiter.try_acquire(&("flood", key)).is_ok()).count();
    assert!(admitted < 1500 && limiter.keys() == 1500, "{admitted}");
    assert!(limiter.try_acquire("victim").is_err());
}

#[test]
fn a_clock_that_steps_back_makes_tokens_or_makes_refusals_wrong() {
    let time = ManualClock::new();
    let limiter = builder(&time).build().unwrap();
    let keyed = builder(&time).build_keyed().unwrap();
    for back in [NANO, TENTH, SECOND * 3600] {
        time.advance(TENTH * 3);
        time.rewind(back);
        // What has come is there, once.
        assert_eq!(take_all(&limiter), 3);
        (0..3).for_each(|_| keyed.try_acquire("tenant").unwrap());
        let refusals = [limiter.try_acquire(), keyed.try_acquire("tenant")];
        let mut waits = [1, 2].map(|n| started(limiter.n(n).acquire_async()));
        for refusal in refusals {
            assert_eq!(refusal.unwrap_err().retry_after(), Some(back + TENTH));
        }
        time.advance(back + TENTH - NANO);
        assert!(keyed.try_acquire("tenant").is_err() && poll(&mut waits[0]).is_pending());
        time.advance(NANO);
        keyed.try_acquire("tenant").unwrap();
        assert!(poll(&mut waits[0]).is_ready() && poll(&mut waits[1]).is_pending());
        time.advance(TENTH * 2);
        assert!(poll(&mut waits[1]).is_ready());
        (0..2).for_each(|_| keyed.try_acquire("tenant").unwrap());
    }
}

struct Bomb;

impl Hash for Bomb {
    fn hash<H: Hasher>(&self, _: &mut H) {
        resume_unwind(Box::new("hash"));
    }
}

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        resume_unwind(Box::new("waker"));
    }
}

#[test]
fn one_panic_under_a_lock_poisons_everything_after() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(2.0).build().unwrap();
    let keyed = builder(&time).initial(1.0).build_keyed().unwrap();
    let panics = |act: &dyn Fn()| assert!(catch_unwind(AssertUnwindSafe(act)).is_err());
    panics(&|| drop(keyed.try_acquire(&Bomb)));
    panics(&|| drop(limiter.call(|| resume_unwind(Box::new("call")))));
    let mut wait = Box::pin(limiter.n(2).acquire_async());
    let waker = Waker::from(Arc::new(Bomb));
    assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    limiter.set_rate(20.0, SECOND).unwrap(); // wakes it, and whoever does so hears of nothing
    assert_eq!(limiter.try_acquire().unwrap_err().retry_after(), Some(TENTH));
    time.advance(TENTH / 2);
    assert!(poll(&mut wait).is_ready());
    keyed.try_acquire("tenant").unwrap();
}
