//! What happened when, line by line, and the statistics at the end.

use crate::ShopError;
use resilience::{CircuitBreaker, StateChange};
use std::fmt::Display;
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
pub(crate) struct Timeline {
    start: Instant,
}

impl Timeline {
    pub(crate) fn start() -> Self {
        println!("A change of state stands above the call that made it: the listener hears of it");
        println!("before the caller has its result.\n");
        println!("time s  who     fate      what");
        Self { start: Instant::now() }
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.start.elapsed()
    }

    /// A call has ended.
    pub(crate) fn call(self, function: &str, result: &Result<String, ShopError>) {
        match result {
            Ok(text) => self.line(function, "ok", text),
            Err(error @ ShopError::Rejected(_)) => self.line(function, "rejected", error),
            Err(error @ ShopError::UnknownItem) => self.line(function, "ignored", error),
            Err(error) => self.line(function, "failed", error),
        }
    }

    /// A breaker has changed its state.
    pub(crate) fn change(self, change: &StateChange) {
        let what = format_args!("{} -> {}", change.from, change.to);
        self.line(&change.name, "========", what);
    }

    /// Something has happened to the server.
    pub(crate) fn server(self, what: &str) {
        self.line("server", "--------", what);
    }

    fn line(self, who: &str, fate: &str, what: impl Display) {
        let time = self.elapsed().as_secs_f64();
        println!("{time:6.3}  {who:<6}  {fate:<8}  {what}");
    }
}

/// One line for each breaker, as wide as the heads of the columns.
pub(crate) fn print_table(breakers: &[CircuitBreaker]) {
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
