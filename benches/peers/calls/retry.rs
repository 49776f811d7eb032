//! A first attempt that succeeds.

use crate::driver::{Failed, bare, bare_async, service_row, task_row};
use crate::harness::{self, row};
use backon::{BlockingRetryable, ExponentialBuilder, Retryable};
use resilience::{Retry, RetryBudget};
use std::future::{Ready, ready};
use std::hint::black_box;
use std::sync::Arc;
use tower::retry::budget::{Budget, TpsBudget};
use tower::retry::{Policy, RetryLayer};
use tower::{ServiceBuilder, service_fn};
use tower_resilience::retry as peer;

/// As many attempts as there are left, if the budget has one.
#[derive(Clone)]
pub(crate) struct Attempts {
    left: u32,
    budget: Option<Arc<TpsBudget>>,
}

impl Attempts {
    pub(crate) const THREE: Self = Self { left: 2, budget: None };

    fn on_a_budget() -> Self {
        Self { budget: Some(Arc::default()), ..Self::THREE }
    }
}

impl<E> Policy<u64, u64, E> for Attempts {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut u64, result: &mut Result<u64, E>) -> Option<Ready<()>> {
        let budget = self.budget.as_ref();
        if result.is_ok() {
            budget.inspect(|budget| budget.deposit());
            return None;
        }
        if self.left == 0 || budget.is_some_and(|budget| !budget.withdraw()) {
            return None;
        }
        self.left -= 1;
        Some(ready(()))
    }

    fn clone_request(&mut self, number: &u64) -> Option<u64> {
        Some(*number)
    }
}

pub(crate) fn compare(threads: usize) {
    let ours = Retry::builder().build().expect("defaults hold");
    let budget = RetryBudget::new(0.2, 10);
    let on_a_budget = Retry::builder().budget(budget).build().expect("valid settings");
    let service = || service_fn(bare_async);
    let tower = |policy| ServiceBuilder::new().layer(RetryLayer::new(policy)).service(service());
    let peer = peer::RetryLayer::<u64, u64, Failed>::builder().max_attempts(3).build();
    let peer = ServiceBuilder::new().layer(peer).service(service());
    let call = "Retry::call_async";
    let rows = [
        row("bare call", None, || bare(black_box(7)).expect("it succeeds")),
        row("Retry::call", Some(("bare call", None)), || {
            ours.call(|| bare(black_box(7))).expect("it succeeds")
        }),
        row("backon, blocking", Some(("Retry::call", None)), || {
            let call = (|| bare(black_box(7))).retry(ExponentialBuilder::default());
            call.call().expect("it succeeds")
        }),
        task_row("bare async call", None, || {
            async |number| bare_async(number).await.expect("it succeeds")
        }),
        task_row(call, Some("bare async call"), || {
            async |number| ours.call_async(|| bare_async(number)).await.expect("it succeeds")
        }),
        task_row("backon", Some(call), || {
            async |number| {
                let call = (|| bare_async(number)).retry(ExponentialBuilder::default());
                call.await.expect("it succeeds")
            }
        }),
        service_row("tower Retry", Some(call), tower(Attempts::THREE)),
        service_row("tower-resilience Retry", Some(call), peer),
        task_row("Retry::call_async, on a budget", Some(call), || {
            async |number| on_a_budget.call_async(|| bare_async(number)).await.expect("it succeeds")
        }),
        service_row(
            "tower Retry, on a budget",
            Some("Retry::call_async, on a budget"),
            tower(Attempts::on_a_budget()),
        ),
    ];
    harness::compare("retry, the first attempt succeeds", threads, &rows);
}
