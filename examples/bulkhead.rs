//! Twelve callers, three permits: who gets in when, who is turned away, and a pool that grows.
//!
//! `cargo run --example bulkhead` takes half a second.

use anyhow::ensure;
use resilience::{Bulkhead, Rejected};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const WORK: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let pool = Bulkhead::builder()
        .name("api_pool")
        .max_concurrent(3)
        .max_wait(Duration::from_secs(10))
        .max_waiting(6)
        .build()?;
    let start = Arc::new(Instant::now());
    let callers: Vec<_> = (1..=12)
        .map(|caller| {
            let (pool, start) = (pool.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                let began = || async move { (start.elapsed(), sleep(WORK).await).0 };
                (caller, pool.call_async(began).await)
            })
        })
        .collect();
    let mut turned_away = 0;
    for caller in callers {
        match caller.await? {
            (caller, Ok(at)) => println!("caller {caller:2} got in at {:3} ms", at.as_millis()),
            (caller, Err(rejected @ Rejected::BulkheadFull(_))) => {
                turned_away += 1;
                println!("caller {caller:2} was turned away: {rejected}");
            }
            (_, Err(other)) => return Err(other.into()),
        }
    }
    println!("\n{:?}", pool.stats());
    ensure!(pool.stats().max_in_use == 3 && turned_away == 3, "three at once, six in line");

    // Nobody is thrown out when it shrinks, and those who wait come in when it grows.
    let held = [pool.try_acquire()?, pool.try_acquire()?, pool.try_acquire()?];
    pool.set_max_concurrent(2)?;
    println!("\nshrunk to {}, {} in use", pool.max_concurrent(), pool.in_use());
    pool.set_max_concurrent(4)?;
    println!("grown to {}, {} available", pool.max_concurrent(), pool.available());
    drop(held);
    ensure!(pool.available() == 4, "all come back");
    Ok(())
}
