use resilience::{Rejected, circuit_breaker};
use std::future::{Future, ready};

/// What makes the future has taken it.
#[circuit_breaker(fallback = |_| Ok(text.len()))]
fn turned_away_after_it_was_called(text: String) -> impl Future<Output = Result<usize, Rejected>> {
    ready(Ok(text.into_bytes().len()))
}

/// What ran has taken it.
#[circuit_breaker(failure_if = |reply| reply.as_ref().is_ok_and(|length| *length == text.len()))]
fn judged_after_it_ran(text: String) -> Result<usize, Rejected> {
    Ok(text.into_bytes().len())
}

fn main() {
    let _ = (turned_away_after_it_was_called(String::new()), judged_after_it_ran(String::new()));
}
