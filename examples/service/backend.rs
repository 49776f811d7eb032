//! The warehouse that the service asks: a real server on this machine that is slow, fails one call in
//! seven, and is down for two seconds out of ten.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::time::sleep;

pub(crate) async fn start() -> io::Result<SocketAddr> {
    // Port 0: the system picks one that is free.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let born = Instant::now();
    let routes = Router::new().route("/stock/{item}", get(move |item| stock(born, item)));
    tokio::spawn(async { axum::serve(listener, routes).await });
    Ok(address)
}

async fn stock(born: Instant, Path(item): Path<String>) -> Result<String, StatusCode> {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    sleep(Duration::from_millis(u64::from(20 + call % 80))).await;
    let is_down = (5..7).contains(&(born.elapsed().as_secs() % 10));
    if is_down || call % 7 == 6 {
        return Err(StatusCode::INTERNAL_SERVER_ERROR);
    }
    Ok(format!("{} of {item} left", call % 50))
}
