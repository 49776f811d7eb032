//! The circuit breaker without macros: calls, permits that travel, and a clock that a test moves.
//!
//! `cargo run --example permits` prints what it does and asserts what it claims.

use resilience::{
    CircuitBreaker, CircuitState, Error, ManualClock, Outcome, Permit, Rejected, StateChange,
};
use std::num::ParseIntError;
use std::thread;
use std::time::Duration;

type AnyError = Box<dyn std::error::Error>;
type Step = fn(&CircuitBreaker) -> Result<(), AnyError>;

const RESET_TIMEOUT: Duration = Duration::from_secs(30);

fn main() -> Result<(), AnyError> {
    // Time stands still until somebody moves it: nobody waits for the 30 seconds below.
    let time = ManualClock::new();
    let breaker = CircuitBreaker::builder()
        .name("payments")
        .max_failures(3)
        .reset_timeout(RESET_TIMEOUT)
        .on_state_change(|change: &StateChange| println!("    {} -> {}", change.from, change.to))
        .clock(time.clock())
        .build()?;
    println!("{}", breaker.settings());

    let steps: [(&str, Step); 6] = [
        ("call: Ok is a success, Err a failure", calls),
        ("call_with: a judge of one's own", own_judgement),
        ("a permit acquired here, settled there", two_functions),
        ("an owned permit, on another thread", another_thread),
        ("a permit dropped: the call is abandoned", abandoned),
        ("force_open and reset", by_hand),
    ];
    for (title, step) in steps {
        println!("\n{title}");
        step(&breaker)?;
        // Every step leaves the breaker as it found it.
        assert_eq!(breaker.state(), CircuitState::Closed);
        assert_eq!(breaker.failure_count(), 0);
    }
    println!("\nopen, half-open and closed again");
    recovery(&breaker, &time)?;
    println!("\n{:#?}", breaker.stats());
    Ok(())
}

fn calls(breaker: &CircuitBreaker) -> Result<(), AnyError> {
    // The error tells what went wrong: the policy's `Rejected`, or the call's own, untouched.
    let bad: Result<u32, Error<ParseIntError>> = breaker.call(|| "twelve".parse());
    assert!(matches!(bad, Err(Error::Inner(_))));
    assert_eq!(breaker.failure_count(), 1);

    let good = breaker.call(|| "12".parse::<u32>())?;
    println!("    one failure, then {good}: a success clears the streak");
    Ok(())
}

fn own_judgement(breaker: &CircuitBreaker) -> Result<(), AnyError> {
    // For values that are no `Result`, or where `Err` is not the whole truth.
    let judge = |status: &u16| match status {
        500.. => Outcome::Failure,
        400.. => Outcome::Ignored,
        _ => Outcome::Success,
    };
    for (status, streak) in [(503, 1), (404, 1), (200, 0)] {
        let answer = breaker.call_with(|| status, judge)?;
        println!("    status {answer}: a streak of {streak}");
        assert_eq!(breaker.failure_count(), streak);
    }
    Ok(())
}

/// A request on its way. Whoever drops it unsettled gives the call up.
struct Pending<'a> {
    id: u32,
    permit: Permit<&'a CircuitBreaker>,
}

fn send(breaker: &CircuitBreaker, id: u32) -> Result<Pending<'_>, Rejected> {
    // First the permit, then the work: a rejected request must cost nothing.
    let permit = breaker.try_acquire()?;
    Ok(Pending { id, permit })
}

fn receive(pending: Pending<'_>, answer: &str) {
    // Settling takes the permit, so that nobody can settle twice.
    match answer {
        "ok" => pending.permit.success(),
        _ => pending.permit.failure(),
    }
    println!("    request {}: {answer}", pending.id);
}

fn two_functions(breaker: &CircuitBreaker) -> Result<(), AnyError> {
    let before = breaker.stats();
    let (first, second) = (send(breaker, 1)?, send(breaker, 2)?);
    assert_eq!(breaker.stats(), before); // calls in flight are in no counter
    receive(second, "timed out");
    assert_eq!(breaker.failure_count(), 1);
    receive(first, "ok");
    Ok(())
}

fn another_thread(breaker: &CircuitBreaker) -> Result<(), AnyError> {
    let before = breaker.stats().successful_calls;
    // It holds a handle of its own and borrows nothing.
    let permit = breaker.try_acquire_owned()?;
    let worker = thread::spawn(move || permit.success());
    worker.join().expect("settling does not panic");
    assert_eq!(breaker.stats().successful_calls, before + 1);
    println!("    settled there, counted here");
    Ok(())
}

fn abandoned(breaker: &CircuitBreaker) -> Result<(), AnyError> {
    let before = breaker.stats();
    drop(breaker.try_acquire()?);
    let after = breaker.stats();
    assert_eq!(after.abandoned_calls, before.abandoned_calls + 1);
    assert_eq!(after.total_calls, before.total_calls);
    println!("    neither a success nor a failure");
    Ok(())
}

fn by_hand(breaker: &CircuitBreaker) -> Result<(), AnyError> {
    let permit = breaker.try_acquire()?;
    breaker.force_open();
    let refusal = breaker.try_acquire().expect_err("it is forced open");
    println!("    {refusal}");
    assert_eq!(refusal.retry_after(), None); // only a reset ends it
    breaker.reset();

    // This call was admitted before all that. Its result comes too late to mean anything.
    permit.failure();
    assert_eq!(breaker.failure_count(), 0);
    assert_eq!(breaker.stats().late_results, 1);
    Ok(())
}

fn recovery(breaker: &CircuitBreaker, time: &ManualClock) -> Result<(), AnyError> {
    // Failures that were seen elsewhere, say by a health check.
    for _ in 0..3 {
        breaker.record_failure();
    }
    assert!(breaker.is_open());
    let refusal = breaker.try_acquire().expect_err("it is open");
    println!("    {refusal}");
    assert_eq!(refusal.retry_after(), Some(RESET_TIMEOUT));

    // One nanosecond too early is too early.
    time.advance(RESET_TIMEOUT.saturating_sub(Duration::from_nanos(1)));
    assert_eq!(breaker.state(), CircuitState::Open);
    time.advance(Duration::from_nanos(1));
    assert_eq!(breaker.state(), CircuitState::HalfOpen);

    // The first caller is the probe. Until it is settled, there is no room for a second one.
    let probe = breaker.try_acquire()?;
    let refusal = breaker.try_acquire().expect_err("one probe at a time");
    println!("    {refusal}");
    probe.success();
    assert_eq!(breaker.state(), CircuitState::Closed);
    Ok(())
}
