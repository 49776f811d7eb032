//! A small service that survives its dependency, says how it is, and stops without losing a request.
//!
//! ```sh
//! cargo run --example service                                       # PORT=0 picks a free port
//! curl -s 'http://127.0.0.1:8080/items/tea?[1-300]' -Z -o /dev/null -w '%{http_code}\n' | sort | uniq -c
//! pkill -TERM -x service
//! ```
//!
//! Every request passes a bulkhead. The calls to the warehouse behind it are guarded by a retry, a
//! breaker and a timeout. `/livez` and `/readyz` tell what `resilience::health()` says. A `SIGTERM` lets
//! all policies refuse newcomers (503, and when to come again), waits for the requests that are being
//! answered, and then stops the server.

mod backend;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use resilience::{
    Bulkhead, CleanupCallback, GracefulShutdown, Heartbeat, Rejected, Watchdog, circuit_breaker,
    health, retry, timeout,
};
use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use std::{env, process};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

#[derive(Debug, thiserror::Error)]
enum StockError {
    #[error(transparent)]
    Warehouse(#[from] reqwest::Error),
    // Not `transparent`: the retry finds a rejection as the error's source.
    #[error("{0}")]
    Rejected(#[from] Rejected),
}

#[derive(Clone)]
struct Warehouse {
    client: reqwest::Client,
    address: SocketAddr,
}

/// Two more attempts; five failures in a row and the warehouse has a second of peace; half a second for
/// each attempt.
#[retry(max_attempts = 3)]
#[circuit_breaker(name = "warehouse", max_failures = 5, reset_timeout = 1)]
#[timeout(500ms)]
async fn stock(warehouse: &Warehouse, item: &str) -> Result<String, StockError> {
    let url = format!("http://{}/stock/{item}", warehouse.address);
    Ok(warehouse.client.get(url).send().await?.error_for_status()?.text().await?)
}

async fn item(State(warehouse): State<Warehouse>, Path(item): Path<String>) -> Response {
    match stock(&warehouse, &item).await {
        Ok(text) => text.into_response(),
        Err(StockError::Rejected(rejected)) => refusal(&rejected),
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

/// Lets so many requests in, and the others wait for a second.
async fn admit(State(requests): State<Bulkhead>, request: Request, next: Next) -> Response {
    match requests.call_async(|| next.run(request)).await {
        Ok(response) => response,
        Err(rejected) => refusal(&rejected),
    }
}

fn refusal(rejected: &Rejected) -> Response {
    let seconds = rejected.retry_after().map_or(1, |after| after.as_secs() + 1).to_string();
    let headers = [(header::RETRY_AFTER, seconds)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, rejected.to_string()).into_response()
}

/// The status for a probe, and the whole of it to read.
fn told(is_well: bool) -> Response {
    let status = if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let health = serde_json::to_string(&health()).unwrap_or_else(|error| error.to_string());
    (status, [(header::CONTENT_TYPE, "application/json")], health).into_response()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // First, so that a signal from here on ends the process in order.
    let shutdown = GracefulShutdown::builder().timeout(secs(10)).drain(true).build()?;
    shutdown.install()?;

    let requests = Bulkhead::builder().name("requests").max_concurrent(64).max_wait(secs(1));
    let requests = requests.register()?;
    let warehouse = Warehouse { client: reqwest::Client::new(), address: backend::start().await? };
    let items = Router::new()
        .route("/items/{item}", get(item))
        .layer(from_fn_with_state(requests, admit))
        .with_state(warehouse);
    let probes = Router::new()
        .route("/livez", get(async || told(health().is_alive())))
        .route("/readyz", get(async || told(health().is_ready())));

    let port = env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let stop = CancellationToken::new();
    let server = axum::serve(listener, items.merge(probes));
    let server = server.with_graceful_shutdown(stop.clone().cancelled_owned()).into_future();
    let server = tokio::spawn(server);

    // The beat comes from a task: it shows that the runtime goes on, and the watchdog notices at once
    // when it does not.
    let state_file = env::temp_dir().join(format!("resilience-service-{}.json", process::id()));
    let heartbeat = Heartbeat::builder().state_file(&state_file).interval(secs(1)).build()?;
    heartbeat.start_async()?;
    let watchdog = Watchdog::builder().name("runtime").timeout(secs(5)).log().build()?;
    let watched = watchdog.watch_runtime()?;

    // When nobody is being answered any more: time for load balancers to notice that we are not ready,
    // then the server, then the heartbeat.
    let notice = CleanupCallback::new_async("notice", || sleep(Duration::from_millis(300)));
    shutdown.register(notice.priority(10))?;
    let stop_server = CleanupCallback::new_async("server", move || async move {
        stop.cancel();
        server.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    });
    shutdown.register(stop_server.priority(20))?;
    let stop_beating = CleanupCallback::new_async("heartbeat", move || async move {
        heartbeat.stop_async().await;
        std::fs::remove_file(state_file)
    });
    shutdown.register(stop_beating.priority(30))?;

    println!("process {} answers at http://{address}/items/tea, /livez, /readyz", process::id());
    shutdown.wait_async(None).await;
    drop(watched);
    let report = shutdown.trigger_async().await?;
    for callback in &report.callbacks {
        println!("{:>10}  {}  {:?}", callback.name, callback.outcome, callback.took);
    }
    println!("stopped in order after {:?}", report.elapsed);
    Ok(())
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
