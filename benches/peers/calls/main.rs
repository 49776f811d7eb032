//! What a call costs within retry, timeout, bulkhead, breaker and a stack of the four, beside backon, tower,
//! tower-resilience and tokio, as ratios: `cargo bench --package resilience-peers`.
//!
//! Every row makes the same call and looks at what comes back. Peers that want a service of one's own
//! (`&mut self`) get one for each thread; what limits, counts or opens is shared.

mod breaker;
mod bulkhead;
mod driver;
#[path = "../../harness/mod.rs"]
mod harness;
mod retry;
mod stack;
mod timeout;

fn main() {
    for threads in [1, 2] {
        retry::compare(threads);
        timeout::compare(threads);
        bulkhead::compare(threads);
        breaker::compare(threads);
        stack::compare(threads);
    }
}
