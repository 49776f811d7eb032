//! The main job on real input: an async and a sync function call an HTTP server that breaks down
//! and recovers, and each is guarded by its circuit breaker. Two more are kept within limits: one
//! waits for its turn, the other one is turned away.
//!
//! `cargo run --example quickstart` takes six seconds. It fails if one of the breakers did not open,
//! probe and close again, or one of the limiters did not limit.

mod limits;
mod server;
mod timeline;

use anyhow::{Context, ensure};
use reqwest::StatusCode;
use resilience::{CircuitBreaker, CircuitState, Rejected, StateChange, circuit_breaker};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use timeline::Timeline;

/// How long both functions are called, and the pause between two calls of one of them.
const RUN: Duration = Duration::from_millis(4_600);
const PAUSE: Duration = Duration::from_millis(200);

/// No call waits longer: without a limit, a hanging server would hang its callers, and the breaker
/// would never hear of it.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
enum ShopError {
    /// The call was not made. One such variant serves every attribute.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// A good answer to a bad question, which says nothing against the server: the attributes
    /// below exclude it.
    #[error("no such item")]
    UnknownItem,
    #[error("the server answered {0}")]
    Status(StatusCode),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

#[circuit_breaker(
    name = "stock",
    max_failures = 3,
    reset_timeout = 0.5,
    excluded(ShopError::UnknownItem),
    accessor = stock_breaker
)]
async fn stock(
    client: &reqwest::Client,
    server: SocketAddr,
    item: &str,
) -> Result<String, ShopError> {
    let url = format!("http://{server}/stock/{item}");
    let response = client.get(url).send().await?;
    check(response.status())?;
    Ok(response.text().await?)
}

#[circuit_breaker(
    name = "price",
    max_failures = 3,
    reset_timeout = 0.5,
    excluded(ShopError::UnknownItem),
    accessor = price_breaker
)]
fn price(
    client: &reqwest::blocking::Client,
    server: SocketAddr,
    item: &str,
) -> Result<String, ShopError> {
    let url = format!("http://{server}/price/{item}");
    let response = client.get(url).send()?;
    check(response.status())?;
    Ok(response.text()?)
}

fn check(status: StatusCode) -> Result<(), ShopError> {
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::NOT_FOUND => Err(ShopError::UnknownItem),
        other => Err(ShopError::Status(other)),
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let timeline = Timeline::start();
    timeline::print_part(
        "1. Circuit breakers. A change of state stands above the call that made it: the listener\n   \
         hears of it before the caller has its result.",
    );
    let (heard, changes) = mpsc::channel();
    listen("stock", timeline, heard.clone())?;
    listen("price", timeline, heard)?;
    let server = server::start(move |what| timeline.server(what))
        .await
        .context("the server did not start")?;

    // One function is called from a task, the other one from a thread that may block.
    let prices = tokio::task::spawn_blocking(move || ask_for_prices(server, timeline));
    ask_for_stock(server, timeline).await?;
    prices.await??;

    let breakers = [stock_breaker(), price_breaker()];
    timeline::print_breakers(&breakers);
    let changes: Vec<StateChange> = changes.try_iter().collect();
    for breaker in &breakers {
        verify(breaker, &changes)?;
    }
    println!("\nBoth breakers opened, probed and closed again.\n");

    limits::run(server, timeline).await
}

/// Hears every change of state of a function's breaker.
///
/// A written name is shared: whoever registers it joins the breaker that the function uses, here
/// even before its first call. The settings are left to the attribute.
fn listen(
    name: &'static str,
    timeline: Timeline,
    heard: mpsc::Sender<StateChange>,
) -> anyhow::Result<()> {
    CircuitBreaker::builder()
        .name(name)
        .on_state_change(move |change| {
            timeline.change(change);
            // Nobody is left to hear it only if `main` has failed already.
            let _ = heard.send(change.clone());
        })
        .register()?;
    Ok(())
}

async fn ask_for_stock(server: SocketAddr, timeline: Timeline) -> anyhow::Result<()> {
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
    for item in items(timeline) {
        let began = Instant::now();
        let result = stock(&client, server, item).await;
        timeline.call("stock", began, &result);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

fn ask_for_prices(server: SocketAddr, timeline: Timeline) -> anyhow::Result<()> {
    let client = reqwest::blocking::Client::builder().no_proxy().timeout(PATIENCE).build()?;
    for item in items(timeline) {
        let began = Instant::now();
        let result = price(&client, server, item);
        timeline.call("price", began, &result);
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// What to ask for until the time is over: tea, but once for something that nobody has.
fn items(timeline: Timeline) -> impl Iterator<Item = &'static str> {
    ["tea", "tea", "unicorn"]
        .into_iter()
        .chain(std::iter::repeat("tea"))
        .take_while(move |_| timeline.elapsed() < RUN)
}

/// Whether the breaker did its work: it opened, let a probe through, and is closed again.
fn verify(breaker: &CircuitBreaker, changes: &[StateChange]) -> anyhow::Result<()> {
    let name = breaker.name();
    for state in [CircuitState::Open, CircuitState::HalfOpen] {
        let entered = changes.iter().any(|c| c.name == name && c.to == state);
        ensure!(entered, "circuit breaker `{name}` was never {state}");
    }
    let last = breaker.state();
    ensure!(last == CircuitState::Closed, "circuit breaker `{name}` ended {last}, not closed");
    Ok(())
}
