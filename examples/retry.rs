//! A call that fails twice, the waits before it is tried again, what ends the trying, and a budget.
//!
//! `cargo run --example retry` takes no time: its clock is a manual one.

use anyhow::ensure;
use resilience::{Backoff, CircuitBreaker, Error, Jitter, ManualClock, Retry, RetryBudget};
use std::cell::Cell;
use std::io;
use std::thread;
use std::time::Duration;

fn main() -> anyhow::Result<()> {
    let time = ManualClock::new();
    let backoff = Backoff::exponential(Duration::from_millis(100)).jitter(Jitter::Equal);
    let retry = || Retry::builder().max_attempts(5).backoff(backoff).clock(time.clock()).seed(7);
    // Somebody has to move a manual clock on.
    let clock = time.clone();
    thread::spawn(move || {
        loop {
            if clock.waiting() > 0 {
                clock.advance(Duration::from_millis(1));
            }
            thread::yield_now();
        }
    });

    let attempts = Cell::new(0);
    let twice_down = || {
        attempts.set(attempts.get() + 1);
        println!("attempt {} at {:?}", attempts.get(), time.elapsed());
        if attempts.get() < 3 { Err(io::Error::other("down")) } else { Ok("up") }
    };
    println!("{}\n", retry().build()?.call(twice_down)?);

    // A breaker within ends the retrying: it will not be another by trying.
    let breaker = CircuitBreaker::builder().name("payments").max_failures(2).build()?;
    attempts.set(0);
    let down = || {
        attempts.set(attempts.get() + 1);
        breaker.call(|| Err::<(), _>(io::Error::other("down")))
    };
    let result = retry().build()?.call(down);
    println!("after {} attempts: {}\n", attempts.get(), result.as_ref().unwrap_err());
    ensure!(attempts.get() == 3 && matches!(result, Err(Error::Rejected(_))));

    // Ten calls that all fail may be tried again twice, and three times from the reserve.
    let budget = RetryBudget::new(0.2, 3);
    let retry = retry().backoff(Backoff::none()).budget(budget).build()?;
    attempts.set(0);
    for _ in 0..10 {
        let _ = retry.call(|| {
            attempts.set(attempts.get() + 1);
            Err::<(), _>(io::Error::other("down"))
        });
    }
    println!("10 calls, {} attempts", attempts.get());
    ensure!(attempts.get() == 14, "what is saved while the reserve is full is not kept");
    Ok(())
}
