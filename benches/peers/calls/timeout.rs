//! A call that ends in time: at once, or after it had to wait.

use crate::driver::{Failed, LIMIT, bare_async, service_row, task_row, waits_once};
use crate::harness;
use resilience::Timeout;
use std::future::Future;
use tower::timeout::TimeoutLayer;
use tower::{ServiceBuilder, service_fn};
use tower_resilience::timelimiter::TimeLimiterLayer;

pub(crate) fn compare(threads: usize) {
    compare_calls("timeout, done at once", threads, bare_async);
    compare_calls("timeout, done after a wait", threads, waits_once);
}

fn compare_calls<F>(
    title: &str,
    threads: usize,
    call: impl Fn(u64) -> F + Copy + Send + Sync + 'static,
) where
    F: Future<Output = Result<u64, Failed>> + Send + 'static,
{
    let ours = Timeout::new(LIMIT).expect("valid settings");
    let tower = ServiceBuilder::new().layer(TimeoutLayer::new(LIMIT)).service(service_fn(call));
    let peer = TimeLimiterLayer::builder().timeout_duration(LIMIT).build();
    let peer = ServiceBuilder::new().layer(peer).service(service_fn(call));
    let name = "Timeout::call_async";
    let rows = [
        task_row("bare async call", None, || {
            async |number| call(number).await.expect("it succeeds")
        }),
        task_row(name, Some("bare async call"), || {
            async |number| {
                let answer = ours.call_async(|| call(number)).await;
                answer.expect("it is in time").expect("it succeeds")
            }
        }),
        task_row("tokio::time::timeout", Some(name), || {
            async |number| {
                let answer = tokio::time::timeout(LIMIT, call(number)).await;
                answer.expect("it is in time").expect("it succeeds")
            }
        }),
        service_row("tower Timeout", Some(name), tower),
        service_row("tower-resilience TimeLimiter", Some(name), peer),
    ];
    harness::compare(title, threads, &rows);
}
