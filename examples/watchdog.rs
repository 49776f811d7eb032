//! A worker that hangs for a while, a runtime that is blocked, and who notices.
//!
//! `cargo run --example watchdog` takes two seconds.

use anyhow::ensure;
use resilience::{CircuitBreaker, Watchdog};
use std::thread;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_millis(200);

fn main() -> anyhow::Result<()> {
    let report = std::env::temp_dir().join(format!("watchdog-{}.json", std::process::id()));
    CircuitBreaker::builder().name("payments").register()?.force_open();
    let worker = Watchdog::builder()
        .name("worker")
        .timeout(TIMEOUT)
        .report(&report)
        .on_alert(|alert| println!("  {alert}"))
        .build()?;
    let running = worker.guard()?;

    println!("a worker that pings as it goes along");
    for _ in 0..20 {
        thread::sleep(TIMEOUT / 10); // a piece of work
        worker.ping();
    }
    ensure!(worker.check().is_ok(), "it was never silent for so long");

    println!("a piece of work that takes too long");
    thread::sleep(TIMEOUT * 2);
    let error = worker.check().expect_err("it was silent");
    println!("  whoever asks hears: {error}");
    worker.ping();
    ensure!(worker.check().is_ok(), "armed again");
    drop(running);

    let text = std::fs::read_to_string(&report)?;
    std::fs::remove_file(&report)?;
    let open: Vec<_> = text.lines().skip_while(|line| !line.contains("open_circuit")).collect();
    println!("what its report says of the policies\n{}", open.join("\n"));

    println!("a runtime that one task blocks");
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let of_runtime = Watchdog::builder().name("runtime").timeout(TIMEOUT).log().build()?;
    runtime.block_on(async {
        let _watched = of_runtime.watch_runtime()?;
        tokio::task::yield_now().await;
        thread::sleep(TIMEOUT * 2); // as a task should not
        ensure!(of_runtime.is_triggered(), "nobody else could run");
        of_runtime.stop_async().await;
        Ok(())
    })?;

    println!("{:?}", worker.stats());
    Ok(())
}
