//! A client of HTTP within a pipeline: what fails is tried again, what hangs is ended, and what stays so is
//! left alone.
//!
//! `cargo run --package resilience-examples-tower --example reqwest` takes two seconds.

use anyhow::ensure;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use reqwest::{Client, Method, Request, Response};
use resilience::{Backoff, CircuitBreaker, Error, Pipeline, Rejected, Retry, Timeout};
use std::future::pending;
use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tower::{Service, ServiceBuilder, ServiceExt};

static CALLS: AtomicU32 = AtomicU32::new(0);

/// Fails twice, and then answers.
async fn flaky() -> Result<&'static str, StatusCode> {
    match CALLS.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => Err(StatusCode::SERVICE_UNAVAILABLE),
        _ => Ok("tea"),
    }
}

/// A server that the client can ask, as good and as bad as they are.
async fn start_server() -> io::Result<String> {
    let routes = Router::new()
        .route("/flaky", get(flaky))
        .route("/hangs", get(async || pending::<&'static str>().await));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, routes).await });
    Ok(url)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = start_server().await?;
    let pause = Backoff::constant(Duration::from_millis(10));
    let breaker = CircuitBreaker::builder().name("stock").max_failures(3).build()?;
    let pipeline = Pipeline::new()
        .retry(Retry::builder().max_attempts(3).backoff(pause).build()?)
        .circuit_breaker(breaker.clone())
        .timeout(Timeout::new(Duration::from_millis(500))?);
    println!("{pipeline}");

    // A client of reqwest is a service.
    let mut client = ServiceBuilder::new()
        .layer(
            pipeline
                .layer()
                .clone_request(Request::try_clone) // not where the body is a stream
                .failure_if(|response: &Response| response.status().is_server_error()),
        )
        .service(Client::new());
    let get = |path: &str| anyhow::Ok(Request::new(Method::GET, format!("{url}{path}").parse()?));

    let response = client.ready().await?.call(get("/flaky")?).await?;
    let (calls, status) = (CALLS.load(Ordering::Relaxed), response.status());
    println!("flaky: {status} {} at call {calls}", response.text().await?);
    ensure!((calls, status) == (3, StatusCode::OK));

    let answer = client.ready().await?.call(get("/hangs")?).await;
    println!("hangs: {}", answer.as_ref().unwrap_err());
    ensure!(matches!(answer, Err(Error::Rejected(Rejected::TimedOut(_)))));
    ensure!(breaker.is_open(), "three attempts took too long");

    let answer = client.ready().await?.call(get("/flaky")?).await;
    println!("while the circuit is open: {}", answer.as_ref().unwrap_err());
    ensure!(matches!(answer, Err(Error::Rejected(Rejected::CircuitOpen(_)))));
    ensure!(CALLS.load(Ordering::Relaxed) == 3, "nobody was asked");
    Ok(())
}
