//! A server whose handlers are within a pipeline, and whose rejections are answers: 503 while the circuit is
//! open or all permits are in use, 429 for a tenant who asks too often, with `Retry-After` both.
//!
//! `cargo run --package resilience-examples-tower --example axum` takes a second.

use anyhow::ensure;
use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use resilience::{
    Bulkhead, CircuitBreaker, Error, KeyedRateLimiter, Pipeline, RateLimiter, Rejected,
};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower::ServiceBuilder;

/// A rejection as a client of HTTP wants it.
fn turned_away(rejected: &Rejected) -> Response {
    let status = match rejected {
        Rejected::RateLimitExceeded(_) => StatusCode::TOO_MANY_REQUESTS,
        Rejected::TimedOut(_) => StatusCode::GATEWAY_TIMEOUT,
        Rejected::CircuitOpen(_) | Rejected::BulkheadFull(_) | Rejected::ShuttingDown(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    // Whole seconds, and not one too early; where nobody knows, soon.
    let wait = rejected.retry_after().unwrap_or(Duration::from_secs(1));
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    (status, [(RETRY_AFTER, seconds.to_string())], rejected.to_string()).into_response()
}

/// For services that cannot fail, only rejections are left.
async fn handle(error: Error<Infallible>) -> Response {
    match error {
        Error::Rejected(rejected) => turned_away(&rejected),
        Error::Inner(never) => match never {},
    }
}

/// A limit for each tenant. (A pipeline's limiter would let them wait.)
async fn limit(State(tenants): State<KeyedRateLimiter>, request: Request, next: Next) -> Response {
    match tenants.try_acquire(&request.headers().get("x-tenant")) {
        Ok(()) => next.run(request).await,
        Err(rejected) => turned_away(&rejected),
    }
}

/// Lets one slow request be done.
static DONE: Notify = Notify::const_new();

async fn stock(Path(item): Path<String>) -> Result<String, StatusCode> {
    match item.as_str() {
        "broken" => Err(StatusCode::INTERNAL_SERVER_ERROR),
        "slow" => {
            DONE.notified().await;
            Ok(item)
        }
        _ => Ok(format!("7 of {item} left")),
    }
}

/// What a client got: the status, and for how many seconds it should stay away.
type Got = (u16, Option<u64>);

async fn ask(url: &str, item: &str, tenant: &str) -> anyhow::Result<Got> {
    let request = reqwest::Client::new().get(format!("{url}/stock/{item}"));
    let response = request.header("x-tenant", tenant).send().await?;
    let wait = response.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok());
    let got = (response.status().as_u16(), wait.map(str::parse).transpose()?);
    println!("{tenant} asks for {item}: {got:?} {}", response.text().await?);
    Ok(got)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let breaker = CircuitBreaker::builder().name("stock").max_failures(2).build()?;
    let pool = Bulkhead::builder().name("workers").max_concurrent(1).max_wait(Duration::ZERO);
    let pool = pool.build()?;
    let pipeline = Pipeline::new().circuit_breaker(breaker).bulkhead(pool.clone());
    let tenants = RateLimiter::builder().name("tenants").rate(6.0).per(Duration::from_secs(60));
    let tenants = tenants.burst(3).build_keyed()?;

    let guards = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(tenants, limit))
        .layer(HandleErrorLayer::new(handle))
        .layer(pipeline.layer().failure_if(|answer: &Response| answer.status().is_server_error()));
    let routes = Router::new().route("/stock/{item}", get(stock)).layer(guards);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, routes).await });

    ensure!(ask(&url, "tea", "ada").await? == (200, None));

    let slow = tokio::spawn({
        let url = url.clone();
        async move { ask(&url, "slow", "ada").await }
    });
    while pool.in_use() == 0 {
        tokio::task::yield_now().await;
    }
    ensure!(ask(&url, "tea", "ada").await? == (503, Some(1)), "the one permit is in use");
    DONE.notify_one();
    ensure!(slow.await?? == (200, None));

    let fourth = ask(&url, "tea", "ada").await?;
    ensure!(matches!(fourth, (429, Some(1..=10))), "a token comes every ten seconds");

    ensure!(ask(&url, "broken", "eve").await? == (500, None));
    ensure!(ask(&url, "broken", "eve").await? == (500, None));
    let open = ask(&url, "tea", "eve").await?;
    ensure!(matches!(open, (503, Some(1..=60))), "the circuit is open for a minute");
    Ok(())
}
