//! The few tests that let real time pass.

use resilience::{Rejected, Timeout};
use std::future::pending;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(5);
/// By then it has failed.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_call_is_ended_on_the_system_clock() {
    let start = Instant::now();
    let ended = Timeout::new(SHORT).unwrap().call_async(pending::<()>).await;
    assert!(matches!(ended, Err(Rejected::TimedOut(_))));
    assert!(start.elapsed() >= SHORT);
}

#[tokio::test]
async fn a_call_that_uses_up_its_share_of_the_runtime_in_every_poll_is_ended_too() {
    let start = Instant::now();
    let busy = || async {
        while start.elapsed() < PATIENCE {
            tokio::task::coop::consume_budget().await;
        }
    };
    let ended = Timeout::new(SHORT).unwrap().call_async(busy).await;
    assert!(matches!(ended, Err(Rejected::TimedOut(_))), "{ended:?}");
}
