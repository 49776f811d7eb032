//! What happened when, line by line, and the statistics at the end.

use crate::ShopError;
use resilience::{CircuitBreaker, RateLimiter, StateChange};
use std::fmt::Display;
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
pub(crate) struct Timeline {
    start: Instant,
}

impl Timeline {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now() }
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.start.elapsed()
    }

    /// A call has ended that began at this instant.
    pub(crate) fn call(self, function: &str, began: Instant, result: &Result<String, ShopError>) {
        let took = began.elapsed().as_millis().to_string();
        match result {
            Ok(text) => self.line(function, "ok", &took, text),
            Err(error @ ShopError::Rejected(_)) => self.line(function, "rejected", &took, error),
            Err(error @ ShopError::UnknownItem) => self.line(function, "ignored", &took, error),
            Err(error) => self.line(function, "failed", &took, error),
        }
    }

    /// A breaker has changed its state.
    pub(crate) fn change(self, change: &StateChange) {
        let what = format_args!("{} -> {}", change.from, change.to);
        self.line(&change.name, "========", "", what);
    }

    /// Something has happened to the server.
    pub(crate) fn server(self, what: &str) {
        self.line("server", "--------", "", what);
    }

    fn line(self, who: &str, fate: &str, took: &str, what: impl Display) {
        let time = self.elapsed().as_secs_f64();
        println!("{time:6.3}  {who:<6}  {fate:<8}  {took:>7}  {what}");
    }
}

/// What a part is about, and the heads of its columns.
pub(crate) fn print_part(explanation: &str) {
    println!("{explanation}\n");
    println!("time s  who     fate      took ms  what");
}

/// One line for each breaker, as wide as the heads of the columns.
pub(crate) fn print_breakers(breakers: &[CircuitBreaker]) {
    println!(
        "\n{:<6} {:<9}  total     ok  failed  rejected  ignored  abandoned   late  state changes",
        "name", "state"
    );
    for breaker in breakers {
        let stats = breaker.stats();
        println!(
            "{:<6} {:<9} {:>6} {:>6} {:>7} {:>9} {:>8} {:>10} {:>6} {:>14}",
            breaker.name(),
            breaker.state(),
            stats.total_calls,
            stats.successful_calls,
            stats.failed_calls,
            stats.rejected_calls,
            stats.ignored_calls,
            stats.abandoned_calls,
            stats.late_results,
            stats.state_changes,
        );
    }
}

/// One line for each limiter.
pub(crate) fn print_limiters(limiters: &[RateLimiter]) {
    println!("\nname   rate  admitted  rejected  waited in all");
    for limiter in limiters {
        let stats = limiter.stats();
        println!(
            "{:<6} {:>2}/s {:>9} {:>9} {:>11} ms",
            limiter.name(),
            limiter.rate() / limiter.per().as_secs_f64(),
            stats.total_acquired,
            stats.total_rejected,
            stats.total_waited.as_millis(),
        );
    }
}
