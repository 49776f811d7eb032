//! Loads while calls go on, and several at once.

use crate::alone::{alone, in_folder};
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, ManualClock, RateLimiter, init, init_from, registry,
    reload,
};
use std::fs;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

const RELOADS: u32 = 1_000;
const BURST: u32 = 5_000;

fn text(round: u32) -> String {
    match round % 4 {
        0 => format!(
            "resilience.bulkhead.max_concurrent = 3\n\
             resilience.circuit_breaker.max_failures = {}\n",
            round + 10
        ),
        1 => String::from("resilience.circuit_breaker.max_failures = 0\n"),
        2 => format!(
            "[resilience.rate_limiter]\nrate = {}\n[resilience.bulkhead]\nmax_concurrent = {}\n\
             [resilience.circuit_breaker]\nfailure_rate = 0.5\nwindow = {}\nreset_timeout = 1\n",
            round + 1,
            round % 7 + 3,
            round + 20,
        ),
        _ => String::from("[resilience.rate_limiter\n"),
    }
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

#[test]
fn a_thousand_reloads_lose_no_call_and_make_no_token() {
    let name = "under_load::a_thousand_reloads_lose_no_call_and_make_no_token";
    alone(name, in_folder("thousand"), || {
        let time = ManualClock::new();
        let closed = CircuitBreaker::builder().name("closed").register().unwrap();
        let open = CircuitBreaker::builder()
            .name("open")
            .max_failures(1)
            .clock(time.clock())
            .register()
            .unwrap();
        open.record_failure();
        let limiter = RateLimiter::builder()
            .name("limiter")
            .burst(BURST)
            .clock(time.clock())
            .register()
            .unwrap();
        fs::write("resilience.toml", "resilience.bulkhead.max_concurrent = 3").unwrap();
        init().unwrap();
        let bulkhead = Bulkhead::builder().name("bulkhead").register().unwrap();
        let held = bulkhead.try_acquire().unwrap();
        let (is_over, calls) = (AtomicBool::new(false), AtomicU64::new(0));
        let tokens = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Acquire) {
                        closed.call(|| Ok::<_, ()>(())).unwrap();
                        calls.fetch_add(1, Ordering::Relaxed);
                        tokens.fetch_add(
                            usize::from(limiter.try_acquire().is_ok()),
                            Ordering::Relaxed,
                        );
                        open.try_acquire().unwrap_err();
                        // One of three is held, and there are two of us.
                        drop(bulkhead.try_acquire().unwrap());
                    }
                });
            }
            // Also if something is wrong here.
            let _over = Over(&is_over);
            let mut broken = 0;
            for round in 0..RELOADS {
                fs::write("resilience.toml", text(round)).unwrap();
                broken += u32::from(reload().is_err());
            }
            assert_eq!(broken, RELOADS / 2);
            while calls.load(Ordering::Relaxed) < u64::from(BURST) {
                thread::yield_now();
            }
        });
        let stats = closed.stats();
        let calls = calls.into_inner();
        assert_eq!((stats.total_calls, stats.successful_calls), (calls, calls));
        assert_eq!((closed.state(), stats.state_changes), (CircuitState::Closed, 0));
        assert_eq!(tokens.into_inner(), BURST as usize, "the clock stands still");
        assert_eq!((open.state(), open.remaining()), (CircuitState::Open, Duration::from_secs(60)));
        assert_eq!(bulkhead.in_use(), 1);
        drop(held);
        assert_eq!(bulkhead.in_use(), 0);
        reload().unwrap_err();
        fs::write("resilience.toml", text(RELOADS)).unwrap();
        reload().unwrap();
        assert_eq!(closed.settings().values[0].value, (RELOADS + 10).to_string());
    });
}

#[test]
fn loads_at_once_come_one_after_another() {
    let name = "under_load::loads_at_once_come_one_after_another";
    alone(name, in_folder("at_once"), || {
        let breakers: Vec<_> = (0..8)
            .map(|n| CircuitBreaker::builder().name(format!("b{n}")).register().unwrap())
            .collect();
        let files = [1, 2].map(|value| {
            let path = format!("{value}.toml");
            let text = format!("[resilience.circuit_breaker]\nmax_failures = {value}\n");
            fs::write(&path, text).unwrap();
            path
        });
        thread::scope(|scope| {
            for file in &files {
                scope.spawn(move || (0..500).for_each(|_| drop(init_from(file).unwrap())));
            }
            scope.spawn(|| (0..500).for_each(|_| drop(reload())));
        });
        // All of one file.
        let values: Vec<_> = breakers.iter().map(|one| one.settings().values[0].clone()).collect();
        assert!(values[0].value == "1" || values[0].value == "2");
        assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
        assert_eq!(values[0].place.to_string(), format!("{}.toml:2", values[0].value));
    });
}

/// Loads settings when it is woken.
struct Reloads(AtomicUsize);

impl Wake for Reloads {
    fn wake(self: Arc<Self>) {
        reload().unwrap();
        assert!(registry().rate_limiter("limiter").is_some());
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn whoever_is_woken_by_a_load_may_load() {
    let name = "under_load::whoever_is_woken_by_a_load_may_load";
    alone(name, in_folder("woken"), || {
        let time = ManualClock::new();
        let limiter =
            RateLimiter::builder().name("limiter").burst(1).clock(time.clock()).register().unwrap();
        limiter.try_acquire().unwrap();
        let woken = Arc::new(Reloads(AtomicUsize::new(0)));
        let waker = Waker::from(Arc::clone(&woken));
        let mut waiting = pin!(limiter.acquire_async());
        assert!(matches!(waiting.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending));
        fs::write("resilience.toml", "resilience.rate_limiter.rate = 1e9").unwrap();
        init().unwrap();
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    });
}
