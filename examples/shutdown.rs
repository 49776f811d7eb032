//! A program that cleans up after itself: a signal comes, or its work is done.
//!
//! `cargo run --example shutdown` ends by itself after a second. Press Ctrl-C before to end it sooner,
//! twice to end it at once.

use anyhow::{bail, ensure};
use resilience::{CleanupCallback, CleanupOutcome, GracefulShutdown};
use std::time::Duration;
use tokio::time::sleep;

fn report_usage() -> anyhow::Result<()> {
    bail!("nobody listens")
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let shutdown = GracefulShutdown::builder().timeout(Duration::from_secs(5)).build()?;
    // Lower priorities first; a failure or a hung callback does not stop the others.
    let goodbye = CleanupCallback::new_async("cluster", || sleep(Duration::from_millis(50)));
    shutdown.register(goodbye.priority(10))?;
    let lost = CleanupCallback::new_async("peer", || sleep(Duration::from_secs(60)));
    shutdown.register(lost.priority(10).timeout(Duration::from_millis(200)))?;
    shutdown.register(CleanupCallback::new("usage", report_usage))?;
    shutdown.register(CleanupCallback::new("db", || println!("the database is closed")))?;

    let token = shutdown.token();
    let serve = async move {
        println!("serving");
        tokio::select! {
            () = token.cancelled() => "a signal",
            () = sleep(Duration::from_secs(1)) => "the end of the work",
        }
    };
    let (reason, report) = shutdown.run_async(serve).await;

    println!("stopped by {reason}, cleaned up in {:.1?}", report.elapsed);
    for callback in &report.callbacks {
        println!("  {:8} {:7.1?}  {}", callback.name, callback.took, callback.outcome);
    }
    ensure!(report.callbacks[1].outcome == CleanupOutcome::TimedOut, "nobody waits for it");
    ensure!(report.callbacks[3].outcome == CleanupOutcome::Done, "whatever the others do");
    Ok(())
}
