//! A client of gRPC whose channel is within a pipeline.
//!
//! `cargo run --package resilience-examples-tower --example tonic` takes a second.

use anyhow::{Context, ensure};
use axum::http::Response;
use resilience::{CircuitBreaker, Pipeline, Rejected, Timeout};
use std::error::Error;
use std::iter::successors;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::body::Body;
use tonic::transport::{Channel, Server};
use tonic::{Code, Status};
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::server::health_reporter;
use tower::ServiceBuilder;

/// What a status means to the breaker: others are the caller's own affair.
fn is_failure(response: &Response<Body>) -> bool {
    let status = Status::from_header_map(response.headers());
    let failures = [Code::Unavailable, Code::Internal, Code::ResourceExhausted, Code::Unknown];
    status.is_some_and(|status| failures.contains(&status.code()))
}

/// The rejection that a status was made of.
fn rejection(status: &Status) -> Option<&Rejected> {
    successors(status.source(), |&error| error.source()).find_map(|error| error.downcast_ref())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (reporter, health) = health_reporter();
    reporter.set_service_status("stock", ServingStatus::Serving).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(Server::builder().add_service(health).serve_with_incoming_shutdown(
        TcpListenerStream::new(listener),
        async {
            drop(stopped.await);
        },
    ));

    let breaker = CircuitBreaker::builder().name("stock").max_failures(2).build()?;
    let pipeline = Pipeline::new()
        .circuit_breaker(breaker.clone())
        .timeout(Timeout::new(Duration::from_secs(5))?);
    println!("{pipeline}");
    let channel = ServiceBuilder::new()
        .layer(pipeline.layer().failure_if(is_failure))
        .service(Channel::from_shared(url)?.connect_lazy());
    let mut client = HealthClient::new(channel);
    let request = |service: &str| HealthCheckRequest { service: service.to_owned() };

    let answer = client.check(request("stock")).await?.into_inner();
    println!("stock: {:?}", answer.status());
    let status = client.check(request("unknown")).await.unwrap_err();
    println!("unknown: {:?}", status.code());
    ensure!(status.code() == Code::NotFound && breaker.failure_count() == 0);

    // The server goes away.
    drop(stop);
    server.await??;
    for _ in 0..2 {
        let status = client.check(request("stock")).await.unwrap_err();
        println!("without a server: {:?}", status.code());
        ensure!(rejection(&status).is_none(), "the dependency was asked");
    }
    let status = client.check(request("stock")).await.unwrap_err();
    let rejected = rejection(&status).context("the circuit is open")?;
    println!("and then: {rejected}");
    ensure!(matches!(rejected, Rejected::CircuitOpen(_)));
    Ok(())
}
