//! The second part: two functions that may not call as often as they are called.

use crate::timeline::{self, Timeline};
use crate::{PATIENCE, ShopError, check};
use anyhow::ensure;
use resilience::{circuit_breaker, rate_limiter};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

const CALLS: u64 = 6;

/// Five orders a second, and two at once. Who comes too fast waits for its turn, so that this
/// attribute never rejects anybody, and would do for a function that returns no `Result`.
#[rate_limiter(name = "order", rate = 5, per = 1, burst = 2, accessor = order_limiter)]
async fn order(
    client: &reqwest::Client,
    server: SocketAddr,
    item: &str,
) -> Result<String, ShopError> {
    let response = client.get(format!("http://{server}/order/{item}")).send().await?;
    check(response.status())?;
    Ok(response.text().await?)
}

/// Who searches does not want to wait, and is told when to come back instead.
///
/// The upper attribute is the outer one: a call that the breaker turns away takes no token. One that
/// the limiter turns away is no failure, as the server was not asked; an error type of your own has
/// to be excluded for that.
#[circuit_breaker(
    name = "search",
    max_failures = 1,
    excluded(ShopError::Rejected),
    accessor = search_breaker
)]
#[rate_limiter(
    name = "search",
    rate = 5,
    per = 1,
    burst = 2,
    blocking = false,
    accessor = search_limiter
)]
fn search(
    client: &reqwest::blocking::Client,
    server: SocketAddr,
    item: &str,
) -> Result<String, ShopError> {
    let response = client.get(format!("http://{server}/search/{item}")).send()?;
    check(response.status())?;
    Ok(response.text()?)
}

pub(crate) async fn run(server: SocketAddr, timeline: Timeline) -> anyhow::Result<()> {
    timeline::print_part(
        "2. Rate limiters. Five calls a second, two at once: `order` waits for its turn, `search` is\n   \
         turned away and told when to come back.",
    );
    order_without_a_pause(server, timeline).await?;
    tokio::task::spawn_blocking(move || search_as_told(server, timeline)).await??;

    let limiters = [order_limiter(), search_limiter()];
    timeline::print_limiters(&limiters);
    let [orders, searches] = limiters.map(|limiter| limiter.stats());
    ensure!(orders.total_acquired == CALLS && orders.total_waited > Duration::from_millis(500));
    ensure!(searches.total_rejected > 0 && searches.total_waited == Duration::ZERO);
    // To the breaker around the limiter, the rejections are no failures.
    let breaker = search_breaker().stats();
    ensure!(breaker.ignored_calls == searches.total_rejected && breaker.failed_calls == 0);
    println!("\nNo order was rejected, and no search waited.");
    Ok(())
}

async fn order_without_a_pause(server: SocketAddr, timeline: Timeline) -> anyhow::Result<()> {
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
    for _ in 0..CALLS {
        let began = Instant::now();
        let result = order(&client, server, "tea").await;
        timeline.call("order", began, &result);
    }
    Ok(())
}

fn search_as_told(server: SocketAddr, timeline: Timeline) -> anyhow::Result<()> {
    let client = reqwest::blocking::Client::builder().no_proxy().timeout(PATIENCE).build()?;
    for _ in 0..CALLS {
        let began = Instant::now();
        let result = search(&client, server, "tea");
        timeline.call("search", began, &result);
        if let Err(ShopError::Rejected(rejected)) = result
            && let Some(wait) = rejected.retry_after()
        {
            thread::sleep(wait);
        }
    }
    Ok(())
}
