//! Those who wait.

use crate::task::Task;
use crate::{TOLD, assert_shut_out};
use resilience::{Bulkhead, RateLimiter, Rejected, bulkhead, rate_limiter};
use std::future::ready;
use std::sync::mpsc::{Receiver, channel};
use std::task::Poll;
use std::thread;
use std::time::Duration;

type Answer = Result<u32, Rejected>;

#[rate_limiter(name = "hour", rate = 1, per = 1h, timeout = 2h)]
async fn in_two_hours() -> Answer {
    ready(Ok(7)).await
}

#[rate_limiter(name = "tenants", rate = 1, per = 1h, key = tenant, timeout = 2h)]
async fn in_two_hours_of(tenant: u32) -> Answer {
    ready(Ok(tenant)).await
}

#[bulkhead(name = "bounded", max_concurrent = 1, max_wait = 2h, accessor = bounded_pool)]
fn bounded(until: &Receiver<()>) -> Answer {
    let _ends = until.recv();
    Ok(7)
}

#[bulkhead(name = "bounded", max_concurrent = 1, max_wait = 2h)]
async fn bounded_in_a_task() -> Answer {
    ready(Ok(7)).await
}

#[bulkhead(name = "certain", max_concurrent = 1, accessor = certain_pool)]
fn certain(until: &Receiver<()>) -> u32 {
    let _ends = until.recv();
    7
}

#[bulkhead(name = "certain", max_concurrent = 1)]
async fn certain_in_a_task() -> u32 {
    ready(7).await
}

#[rate_limiter(name = "quick", rate = 20, burst = 1, accessor = quick_limiter)]
fn certain_token() -> u32 {
    7
}

#[rate_limiter(name = "quick", rate = 20, burst = 1)]
async fn certain_token_in_a_task() -> u32 {
    ready(7).await
}

#[rate_limiter(name = "quick tenants", rate = 20, burst = 1, key = tenant)]
fn certain_token_of(tenant: u32) -> u32 {
    tenant
}

pub(crate) struct Told {
    /// By the name of what they waited for.
    waited: Vec<(&'static str, Answer)>,
    /// Of those who cannot be turned away.
    went_on: Vec<u32>,
    limiter: RateLimiter,
}

/// For permits of this bulkhead, of which it has one, or for so many in its line.
fn wait_for(bulkhead: &Bulkhead, waiting: usize) {
    while bulkhead.in_use() < 1 || bulkhead.waiting() < waiting {
        thread::yield_now();
    }
}

fn answered(mut wait: Task<'_, Answer>) -> Answer {
    assert!(wait.wakes() > 0, "it sleeps on");
    let Poll::Ready(answer) = wait.poll() else { panic!("it waits on") };
    answer
}

/// Lets callers wait for everything, and tells the process then.
pub(crate) fn told(tell: impl FnOnce()) -> Told {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _within = runtime.enter();
    let at_once = || channel().1;
    let (leave_bounded, stays_in_bounded) = channel();
    let (leave_certain, stays_in_certain) = channel();
    let calls = [
        thread::spawn(move || bounded(&stays_in_bounded).unwrap()),
        thread::spawn(move || certain(&stays_in_certain)),
    ];
    wait_for(&bounded_pool(), 0);
    wait_for(&certain_pool(), 0);
    assert!(Task::new(in_two_hours()).is_done());
    assert!(Task::new(in_two_hours_of(7)).is_done());
    let token = Task::started(in_two_hours());
    let token_of_tenant = Task::started(in_two_hours_of(7));
    let permit = Task::started(bounded_in_a_task());
    let on_thread = thread::spawn(move || bounded(&at_once()));
    let certain_on_thread = thread::spawn(move || certain(&at_once()));
    let mut certain_task = Task::new(certain_in_a_task());
    wait_for(&certain_pool(), 1);
    assert!(!certain_task.is_done());
    wait_for(&bounded_pool(), 2);

    tell();

    let waited = vec![
        ("hour", answered(token)),
        ("tenants", answered(token_of_tenant)),
        ("bounded", answered(permit)),
        ("bounded", on_thread.join().unwrap()),
    ];
    // Those who were in when it was told come out by themselves.
    assert!(!resilience::registry().wait_until_idle(Some(Duration::ZERO)));
    drop((leave_bounded, leave_certain));
    let mut went_on = calls.map(|call| call.join().unwrap()).to_vec();
    went_on.push(certain_on_thread.join().unwrap());
    went_on.push(runtime.block_on(async {
        let mut task = certain_task;
        std::future::poll_fn(move |_| task.poll()).await
    }));
    went_on.extend((0..3).map(|_| certain_token()));
    went_on.extend((0..3).map(|_| certain_token_of(7)));
    went_on.push(runtime.block_on(certain_token_in_a_task()));
    assert!(resilience::registry().wait_until_idle(None));
    Told { waited, went_on, limiter: quick_limiter() }
}

#[test]
fn whoever_can_be_turned_away_is() {
    for (name, answer) in &TOLD.waited {
        assert_shut_out(name, answer.clone());
    }
}

#[test]
fn whoever_cannot_goes_on_in_line_and_as_a_newcomer() {
    assert_eq!(TOLD.went_on, [7; 11]);
    assert_eq!(TOLD.limiter.stats().total_acquired, 4);
    assert_shut_out("quick", TOLD.limiter.try_acquire());
}
