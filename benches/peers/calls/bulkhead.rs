//! A call that finds a permit.

use crate::driver::{PERMITS, bare_async, service_row, task_row};
use crate::harness;
use resilience::Bulkhead;
use tokio::sync::Semaphore;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::{ServiceBuilder, service_fn};
use tower_resilience::bulkhead::BulkheadLayer;

pub(crate) fn compare(threads: usize) {
    let ours = Bulkhead::builder().name("bench").max_concurrent(PERMITS).build();
    let ours = ours.expect("valid settings");
    let permits = PERMITS as usize;
    let semaphore = Semaphore::new(permits);
    let tower = GlobalConcurrencyLimitLayer::new(permits);
    let tower = ServiceBuilder::new().layer(tower).service(service_fn(bare_async));
    let peer = BulkheadLayer::builder().max_concurrent_calls(permits).build();
    let peer = ServiceBuilder::new().layer(peer.expect("valid settings"));
    let peer = peer.service(service_fn(bare_async));
    let call = "Bulkhead::call_async";
    let rows = [
        task_row("bare async call", None, || {
            async |number| bare_async(number).await.expect("it succeeds")
        }),
        task_row(call, Some("bare async call"), || {
            async |number| {
                let answer = ours.call_async(|| bare_async(number)).await;
                answer.expect("there are plenty").expect("it succeeds")
            }
        }),
        task_row("tokio Semaphore, acquire", Some(call), || {
            async |number| {
                let _permit = semaphore.acquire().await.expect("there are plenty");
                bare_async(number).await.expect("it succeeds")
            }
        }),
        service_row("tower ConcurrencyLimit", Some(call), tower),
        service_row("tower-resilience Bulkhead", Some(call), peer),
    ];
    harness::compare("bulkhead, a call that finds a permit", threads, &rows);
}
