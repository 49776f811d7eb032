//! A page for Prometheus, and a dashboard for Grafana beside it.
//!
//! ```sh
//! cargo run --example prometheus               # some load, and what is on the page then
//! cargo run --example prometheus serve 9000    # goes on: http://127.0.0.1:9000/metrics
//! ```
//!
//! For Prometheus, `scrape_configs: [{job_name: resilience, static_configs: [{targets: ["127.0.0.1:9000"]}]}]`.
//! In Grafana, *Dashboards*, *New*, *Import*: upload `examples/prometheus/dashboard.json`, and pick the data
//! source at its top.
//!
//! Nothing is counted for the page: when somebody asks for it, the policies are read.

mod load;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use resilience::publish_metrics;
use std::env;
use std::error::Error;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::ctrl_c;
use tokio::time::sleep;

/// What a wait is counted below, in seconds: quantiles of several processes can be had from buckets alone.
const WAITS: [f64; 9] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The page as it is now.
async fn page(
    State(recorder): State<PrometheusHandle>,
) -> ([(HeaderName, &'static str); 1], String) {
    publish_metrics();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], recorder.render())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    // Port 0: the system picks one that is free.
    let (serves, port) = match *arguments {
        [] => (false, 0),
        ["serve"] => (true, 0),
        ["serve", port] => (true, port.parse().map_err(|_| format!("`{port}` is no port"))?),
        _ => return Err("expected nothing, or `serve [port]`".into()),
    };

    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("resilience_wait_seconds".into()), &WAITS)?
        .install_recorder()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let url = format!("http://{}/metrics", listener.local_addr()?);
    let routes = Router::new().route("/metrics", get(page)).with_state(recorder);
    tokio::spawn(async { axum::serve(listener, routes).await });
    load::start()?;
    println!("the page is at {url}");
    if serves {
        return Ok(ctrl_c().await?);
    }

    sleep(Duration::from_secs(2)).await;
    let page = reqwest::get(url).await?.error_for_status()?.text().await?;
    let mut lines: Vec<_> = page.lines().filter(|line| !line.starts_with('#')).collect();
    lines.sort_unstable();
    let shown =
        ["resilience_calls_total", "resilience_circuit_breaker_state", "resilience_bulkhead"];
    for line in lines.iter().filter(|line| shown.iter().any(|name| line.starts_with(name))) {
        println!("{line}");
    }
    println!("and {} lines in all", page.lines().count());
    Ok(())
}
