//! A real HTTP server on this machine that breaks down for two seconds.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::sleep;

const GOOD_FOR: Duration = Duration::from_secs(1);
const BAD_FOR: Duration = Duration::from_secs(2);

type Health = State<Arc<AtomicBool>>;
type Answer = Result<&'static str, StatusCode>;

/// Serves in the background, as long as the runtime lives, and tells how it is.
pub(crate) async fn start(tell: impl Fn(&str) + Send + 'static) -> io::Result<SocketAddr> {
    let healthy = Arc::new(AtomicBool::new(true));
    let routes = Router::new()
        .route("/stock/{item}", get(stock))
        .route("/price/{item}", get(price))
        .route("/order/{item}", get(order))
        .route("/search/{item}", get(search))
        .route("/parcel/{item}", get(parcel))
        .with_state(Arc::clone(&healthy));
    // Port 0: the system picks one that is free.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tell(&format!("answers at http://{address}"));
    tokio::spawn(async { axum::serve(listener, routes).await });
    tokio::spawn(async move {
        sleep(GOOD_FOR).await;
        healthy.store(false, Ordering::Relaxed);
        tell("breaks down");
        sleep(BAD_FOR).await;
        healthy.store(true, Ordering::Relaxed);
        tell("is well again");
    });
    Ok(address)
}

async fn stock(health: Health, Path(item): Path<String>) -> Answer {
    answer(&health, &item, "42 left")
}

async fn price(health: Health, Path(item): Path<String>) -> Answer {
    answer(&health, &item, "3.50 a bag")
}

async fn order(health: Health, Path(item): Path<String>) -> Answer {
    answer(&health, &item, "it is on its way")
}

async fn search(health: Health, Path(item): Path<String>) -> Answer {
    answer(&health, &item, "third shelf on the left")
}

/// While it is down it takes its time to say so, and one call in six fails at the best of times.
async fn parcel(health: Health, Path(item): Path<String>) -> Answer {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    if !health.load(Ordering::Relaxed) {
        sleep(BAD_FOR / 4).await;
    } else if CALLS.fetch_add(1, Ordering::Relaxed) % 6 == 5 {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    answer(&health, &item, "left the house")
}

fn answer(State(healthy): &Health, item: &str, text: &'static str) -> Answer {
    if !healthy.load(Ordering::Relaxed) {
        Err(StatusCode::INTERNAL_SERVER_ERROR)
    } else if item == "tea" {
        Ok(text)
    } else {
        Err(StatusCode::NOT_FOUND)
    }
}
