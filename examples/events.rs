//! What happens, as it happens: a backend fails and recovers, and every policy around it says so.
//!
//! `cargo run --example events` takes two seconds. With feature `tracing` the same lines go to the service's
//! subscriber, with their numbers as fields, and no code at all.

use resilience::{Backoff, Bulkhead, CircuitBreaker, Error, Event, Retry, on_event};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

static IS_WELL: AtomicBool = AtomicBool::new(true);

fn backend() -> Result<&'static str, std::io::Error> {
    thread::sleep(ms(20));
    if IS_WELL.load(Ordering::Relaxed) {
        Ok("tea")
    } else {
        Err(std::io::ErrorKind::ConnectionRefused.into())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    // Of every policy in the process. One line each; `match` has the numbers.
    let _all = on_event(move |event| println!("{:>7.1?}  {event}", start.elapsed()));

    // Of one policy, and one kind of event: whom to call at night.
    let trips = std::sync::Arc::new(AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&trips);
    let breaker = CircuitBreaker::builder()
        .name("warehouse")
        .max_failures(3)
        .reset_timeout(ms(300))
        .on_event(move |event| {
            if let Event::Tripped(change) = event {
                counted.fetch_add(1, Ordering::Relaxed);
                println!(
                    "        page somebody: {} is down, because of {}",
                    change.name, change.cause
                );
            }
        })
        .build()?;
    let retry =
        Retry::builder().name("warehouse").max_attempts(2).backoff(Backoff::constant(ms(50)));
    let retry = retry.build()?;
    let pool = Bulkhead::builder().name("workers").max_concurrent(2).max_wait(ms(10)).build()?;

    let ask = || retry.call(|| breaker.call(backend));
    println!("all is well: a success is no event");
    ask()?;

    println!("the backend goes down");
    IS_WELL.store(false, Ordering::Relaxed);
    for _ in 0..30 {
        if let Err(Error::Rejected(rejected)) = ask() {
            thread::sleep(rejected.retry_after().unwrap_or_default().min(ms(40)));
        }
    }

    println!("and comes back");
    IS_WELL.store(true, Ordering::Relaxed);
    while ask().is_err() {
        thread::sleep(ms(20));
    }

    println!("five callers, two workers");
    thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| pool.call(backend));
        }
    });
    let (stats, trips) = (breaker.stats(), trips.load(Ordering::Relaxed));
    println!(
        "{} calls, {} rejected; opened {trips} times",
        stats.total_calls, stats.rejected_calls
    );
    assert!(trips > 1, "once when the backend went down, and by a probe");
    Ok(())
}
