//! Levels, targets, names, fields.

use crate::recorder::Recorder;
use futures_util::FutureExt;
use resilience::{
    Backoff, Bulkhead, CircuitBreaker, CleanupCallback, GracefulShutdown, ManualClock, RateLimiter,
    Retry, Timeout, circuit_breaker,
};
use std::time::Duration;
use tracing::Level;

const SECOND: Duration = Duration::from_secs(1);

fn breaker(time: &ManualClock) -> CircuitBreaker {
    let builder = CircuitBreaker::builder().name("payments").max_failures(1);
    builder.reset_timeout(SECOND * 30).clock(time.clock()).build().unwrap()
}

/// What the target `resilience` told, without it.
fn lines(recorder: &Recorder) -> Vec<String> {
    let cut = |line: String| {
        assert!(line.contains(" resilience "), "{line}");
        line.replacen(" resilience ", " ", 1)
    };
    recorder.take().into_iter().map(cut).collect()
}

#[test]
fn changes_of_state_are_infos_and_warnings() {
    let (time, recorder) = (ManualClock::new(), Recorder::new(Level::INFO));
    let breaker = breaker(&time);
    recorder.during(|| {
        breaker.record_failure();
        assert!(breaker.try_acquire().is_err());
        time.advance(SECOND * 30);
        breaker.record_success();
        breaker.force_open();
        breaker.reset();
    });
    let who = "kind=\"circuit_breaker\"";
    let expected = [
        format!(
            "WARN circuit_breaker.tripped cause=failures failure_count=1 from=closed {who} \
             open_seconds=30.0 policy=\"payments\" to=open \
             | circuit breaker `payments` closed -> open: 1 failure in a row, for 30s"
        ),
        format!(
            "INFO circuit_breaker.half_opened cause=due failure_count=1 from=open {who} \
             open_seconds=0.0 policy=\"payments\" to=half_open \
             | circuit breaker `payments` open -> half_open: the open time is over"
        ),
        format!(
            "INFO circuit_breaker.closed cause=probes_succeeded failure_count=0 from=half_open \
             {who} open_seconds=0.0 policy=\"payments\" to=closed \
             | circuit breaker `payments` half_open -> closed: its probes succeeded"
        ),
        format!(
            "WARN circuit_breaker.forced cause=command failure_count=0 from=closed {who} \
             policy=\"payments\" to=forced_open \
             | circuit breaker `payments` closed -> forced_open: by command"
        ),
        format!(
            "INFO circuit_breaker.reset cause=command failure_count=0 from=forced_open {who} \
             open_seconds=0.0 policy=\"payments\" to=closed \
             | circuit breaker `payments` forced_open -> closed: by command"
        ),
    ];
    assert_eq!(lines(&recorder), expected);
}

#[test]
fn rejections_waits_and_retries_are_for_debugging() {
    let (time, recorder) = (ManualClock::new(), Recorder::new(Level::DEBUG));
    let limiter = RateLimiter::builder().name("api").rate(1.0).clock(time.clock()).build().unwrap();
    let pool = Bulkhead::builder().name("pool").max_concurrent(1).max_wait(SECOND);
    let pool = pool.clock(time.clock()).build().unwrap();
    let retry = Retry::builder().name("again").max_attempts(2).backoff(Backoff::none());
    let retry = retry.clock(time.clock()).build().unwrap();
    let timeout =
        Timeout::builder().name("soon").limit(SECOND).clock(time.clock()).build().unwrap();
    recorder.during(|| {
        limiter.try_acquire().unwrap();
        assert!(limiter.try_acquire().is_err());
        let permit = pool.try_acquire().unwrap();
        assert!(pool.acquire_async().now_or_never().is_none());
        drop(permit);
        assert!(retry.call(|| "x".parse::<u32>()).is_err());
        let hung = timeout.call_async(|| {
            time.advance(SECOND);
            std::future::pending::<()>()
        });
        assert!(hung.now_or_never().unwrap().is_err());
    });
    let mut told = lines(&recorder);
    // It is read after the event, while the manual clock stands still.
    assert!(told[0].contains("retry_after_seconds=1.0"), "{}", told[0]);
    told[0] = told[0].split(" | ").next().unwrap().to_owned();
    let expected = [
        "DEBUG rejected kind=\"rate_limiter\" policy=\"api\" reason=\"rate_limit_exceeded\" \
         retry_after_seconds=1.0 untold=0",
        "INFO bulkhead.saturated kind=\"bulkhead\" max_concurrent=1 policy=\"pool\" untold=0 \
         | bulkhead `pool` has none of its 1 permit free",
        "DEBUG wait.finished kind=\"bulkhead\" outcome=\"cancelled\" policy=\"pool\" \
         waited_seconds=0.0 | bulkhead `pool`: a caller gave up after 0ns",
        "DEBUG retry.scheduled attempt=2 kind=\"retry\" policy=\"again\" wait_seconds=0.0 \
         | retry `again` makes attempt 2 at once",
        "DEBUG retry.exhausted attempts=2 cause=\"attempts\" kind=\"retry\" policy=\"again\" \
         | retry `again` gives up after 2 attempts",
        "DEBUG timeout.timed_out kind=\"timeout\" limit_seconds=1.0 policy=\"soon\" \
         | timeout `soon` ended a call after 1s",
    ];
    assert_eq!(told, expected);
}

#[circuit_breaker(max_failures = 1, reset_timeout = 3600)]
fn guarded(fails: bool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    if fails { Err("down".into()) } else { Ok(()) }
}

#[test]
fn a_success_is_no_event_and_nothing_opens_a_span() {
    let (time, recorder) = (ManualClock::new(), Recorder::new(Level::TRACE));
    let limiter = RateLimiter::builder().name("api").rate(1.0).clock(time.clock()).build().unwrap();
    recorder.during(|| {
        guarded(false).unwrap();
        breaker(&time).call(|| Ok::<_, ()>(())).unwrap();
        limiter.acquire().unwrap();
        // With a wait, too.
        let mut wait = std::pin::pin!(limiter.acquire_async());
        assert!(wait.as_mut().now_or_never().is_none());
        time.advance(SECOND);
        assert!(wait.now_or_never().unwrap().is_ok());
        assert_eq!(recorder.take(), [""; 0]);
        guarded(true).unwrap_err();
    });
    assert_eq!(recorder.take().len(), 1);
    assert_eq!(recorder.spans(), 0);
}

#[test]
fn a_bulkhead_without_a_permit_is_an_info() {
    let (time, recorder) = (ManualClock::new(), Recorder::new(Level::INFO));
    let pool = Bulkhead::builder().name("pool").max_concurrent(2).clock(time.clock());
    let pool = pool.build().unwrap();
    let _permits = [pool.try_acquire().unwrap(), pool.try_acquire().unwrap()];
    recorder.during(|| assert!(pool.try_acquire().is_err()));
    let line = "INFO bulkhead.saturated kind=\"bulkhead\" max_concurrent=2 policy=\"pool\" untold=0 \
                | bulkhead `pool` has none of its 2 permits free";
    assert_eq!(lines(&recorder), [line]);
}

#[test]
fn whoever_wants_warnings_is_told_no_more() {
    let (time, recorder) = (ManualClock::new(), Recorder::new(Level::WARN));
    let breaker = breaker(&time);
    recorder.during(|| {
        breaker.record_failure();
        assert!(breaker.try_acquire().is_err());
        breaker.reset();
    });
    let told = lines(&recorder);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("WARN circuit_breaker.tripped "), "{told:?}");
}

#[test]
fn a_cleanup_that_fails_is_a_warning() {
    // Callbacks are told on a thread of their own, so this one is for the whole process.
    let recorder = Recorder::new(Level::INFO);
    tracing::subscriber::set_global_default(recorder.clone()).unwrap();
    let shutdown = GracefulShutdown::builder().build().unwrap();
    shutdown.register(CleanupCallback::new("tracing: fine", || ())).unwrap();
    let bad = CleanupCallback::new("tracing: bad", || Err::<(), _>("disk full"));
    shutdown.register(bad).unwrap();
    shutdown.trigger().unwrap();
    let mut told: Vec<_> = lines(&recorder);
    told.retain(|line| line.contains("policy=\"tracing: "));
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("INFO shutdown.cleanup_done kind=\"shutdown\" outcome=\"done\""));
    let bad = "WARN shutdown.cleanup_done error=\"disk full\" kind=\"shutdown\" outcome=\"failed\"";
    assert!(told[1].starts_with(bad), "{}", told[1]);
    assert!(told[1].ends_with(": disk full"), "{}", told[1]);
}
