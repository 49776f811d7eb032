//! What each attribute adds: the same call to a server that breaks down, guarded by one attribute
//! after the other, and what its callers saw, as a plot over time.
//!
//! `cargo run --example stacked` takes five seconds. It fails if an attribute made no difference.

#[path = "../quickstart/server.rs"]
mod server;

use anyhow::ensure;
use reqwest::StatusCode;
use resilience::{Backoff, Rejected, circuit_breaker, fallback, retry, timeout};
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const RUN: Duration = Duration::from_millis(4_600);
const PAUSE: Duration = Duration::from_millis(50);
/// A column of the plot.
const COLUMN: Duration = Duration::from_millis(100);
const COLUMNS: usize = 46;

static SERVER: OnceLock<SocketAddr> = OnceLock::new();

#[derive(Debug, thiserror::Error)]
enum ShopError {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    #[error("the server answered {0}")]
    Status(StatusCode),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

type Answer = Result<String, ShopError>;

/// Between two attempts. (That of production grows, and has jitter.)
const PAUSES: Backoff = Backoff::constant(Duration::from_millis(20));

/// What may be gone a moment later: an open breaker will not.
fn may_be_gone(error: &ShopError) -> bool {
    !matches!(error, ShopError::Rejected(Rejected::CircuitOpen(_)))
}

/// The server answers after half a second while it is down, and then that it is.
async fn plain() -> Answer {
    let server = SERVER.get().expect("it was started first");
    // The crate's blocking half is all that this workspace builds of it.
    let get = move || reqwest::blocking::get(format!("http://{server}/parcel/tea"));
    let response = tokio::task::spawn_blocking(get).await.expect("it does not panic")?;
    match response.status() {
        StatusCode::OK => Ok(String::from("left the house")),
        status => Err(ShopError::Status(status)),
    }
}

#[timeout(100ms)]
async fn with_timeout() -> Answer {
    plain().await
}

#[circuit_breaker(max_failures = 3, reset_timeout = 300ms)]
#[timeout(100ms)]
async fn with_breaker() -> Answer {
    plain().await
}

#[retry(backoff = PAUSES, retry_if = may_be_gone)]
#[circuit_breaker(max_failures = 3, reset_timeout = 300ms)]
#[timeout(100ms)]
async fn with_retry() -> Answer {
    plain().await
}

#[fallback(|_| Ok(String::from("ask again later")))]
#[retry(backoff = PAUSES, retry_if = may_be_gone)]
#[circuit_breaker(max_failures = 3, reset_timeout = 300ms)]
#[timeout(100ms)]
async fn with_fallback() -> Answer {
    plain().await
}

/// What callers saw, and how long the slowest waited.
struct Row {
    name: &'static str,
    plot: [char; COLUMNS],
    slowest: Duration,
    failed: u32,
}

impl Row {
    fn note(&mut self, at: Duration, took: Duration, answer: &Answer) {
        let mark = match answer {
            Ok(text) if text == "left the house" => '.',
            Ok(_) => 'f',
            Err(ShopError::Rejected(Rejected::TimedOut(_))) => 't',
            Err(ShopError::Rejected(_)) => 'r',
            Err(_) => 'x',
        };
        self.slowest = self.slowest.max(took);
        self.failed += u32::from(answer.is_err());
        let column = usize::try_from(at.as_millis() / COLUMN.as_millis()).unwrap_or(usize::MAX);
        if let Some(there) = self.plot.get_mut(column) {
            *there = if *there == ' ' || mark != '.' { mark } else { *there };
        }
    }
}

async fn watch(name: &'static str, start: Instant, call: impl AsyncFn() -> Answer) -> Row {
    let mut row = Row { name, plot: [' '; COLUMNS], slowest: Duration::ZERO, failed: 0 };
    while start.elapsed() < RUN {
        let began = Instant::now();
        let answer = call().await;
        row.note(began - start, began.elapsed(), &answer);
        tokio::time::sleep(PAUSE).await;
    }
    row
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    println!(
        "The server is well for a second, breaks down for two, and is well again. Per tenth of a"
    );
    println!(
        "second: . answered, f the fallback, t timed out, r rejected, x an error of the server.\n"
    );
    let server = server::start(|_| ()).await?;
    SERVER.get_or_init(|| server);
    let start = Instant::now();
    let (plain, timeout, breaker, retry, fallback) = tokio::join!(
        watch("plain", start, plain),
        watch("+ timeout", start, with_timeout),
        watch("+ circuit_breaker", start, with_breaker),
        watch("+ retry", start, with_retry),
        watch("+ fallback", start, with_fallback),
    );
    for row in [&plain, &timeout, &breaker, &retry, &fallback] {
        let plot: String = row.plot.iter().collect();
        let Row { name, slowest, failed, .. } = row;
        println!("{name:>17}  {plot}  slowest {:>4} ms, {failed:>3} failed", slowest.as_millis());
    }
    ensure!(timeout.slowest < plain.slowest, "the timeout ended nothing");
    ensure!(breaker.plot.contains(&'r'), "the breaker rejected nothing");
    ensure!(retry.slowest > breaker.slowest, "the retry tried nothing again");
    ensure!(fallback.failed == 0, "the fallback let an error through");
    Ok(())
}
