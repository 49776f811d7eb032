//! The numbers of all policies for the recorder of the crate `metrics`.
//!
//! They are read from the policies when somebody wants to see them (`readings`), and written to the
//! recorder (`sheet`) under the names in `names`. Only who had to wait meets a recorder (`waits`), and only
//! once somebody has asked for metrics.

mod every;
mod names;
mod readings;
mod sheet;
mod waits;

pub use self::every::{MetricsGuard, publish_metrics_every};
use self::readings::Readings;
use self::sheet::Sheet;
use crate::registry::{Registry, registry};

/// Tells the recorder of the crate [`metrics`] the numbers of all policies in the
/// [`registry()`]. To be called when somebody asks for the page on which they stand: calls go on as fast as
/// without metrics.
///
/// ```
/// use resilience::{Bulkhead, publish_metrics};
///
/// let pool = Bulkhead::builder().name("pool").max_concurrent(10).register()?;
/// // On every scrape, before the exporter renders its page:
/// publish_metrics();
/// # drop(pool);
/// # Ok::<(), resilience::ConfigError>(())
/// ```
///
/// The recorder is that of this thread ([`with_local_recorder`](::metrics::with_local_recorder)), else the
/// one that is installed; without one nothing happens. An exporter that pushes, or has a server of its own,
/// cannot ask: for it there is [`publish_metrics_every`]. The example `prometheus` has a page and a dashboard
/// for Grafana.
///
/// # What is published
///
/// | counter | labels | |
/// | --- | --- | --- |
/// | `resilience_calls_total` | `kind`, `policy`, `outcome` | calls by how they ended |
/// | `resilience_rate_limiter_granted_tokens_total` | `kind`, `policy` | tokens that were granted; a call may take several |
/// | `resilience_circuit_breaker_transitions_total` | `policy` | changes of state |
///
/// | gauge | labels | |
/// | --- | --- | --- |
/// | `resilience_waited_seconds` | `kind`, `policy` | how long all those waited that were admitted in the end; never goes back |
/// | `resilience_circuit_breaker_state` | `policy`, `state` | 1 for the state that the next caller would meet, 0 for the other four |
/// | `resilience_circuit_breaker_failures` | `policy` | the failures in a row or in the window; while not closed, those that tripped it |
/// | `resilience_circuit_breaker_remaining_seconds` | `policy` | how long it stays open; `+Inf` if only a reset ends it |
/// | `resilience_bulkhead_in_use` | `policy` | permits in use |
/// | `resilience_bulkhead_max_in_use` | `policy` | the most that ever were |
/// | `resilience_bulkhead_max_concurrent` | `policy` | permits that there are |
/// | `resilience_bulkhead_waiting` | `policy` | callers that wait for one |
/// | `resilience_rate_limiter_tokens` | `policy` | what a newcomer could take: 0 while anybody waits |
/// | `resilience_rate_limiter_keys` | `policy` | keys that a keyed rate limiter remembers |
/// | `resilience_retry_budget_left` | `policy` | retries that the budget would pay for; absent without a budget |
///
/// | histogram | labels | |
/// | --- | --- | --- |
/// | `resilience_wait_seconds` | `kind`, `policy`, `outcome` | waits for a token or a permit, each when it is over, from the first time on that this is called; those who need not wait are in none |
///
/// - `policy` is a name in the registry, `kind` one of `circuit_breaker`, `rate_limiter`,
///   `keyed_rate_limiter` and `bulkhead`. The keys of a limiter are in no label.
/// - `outcome` of a breaker: `successful`, `failed`, `rejected`, `ignored`, `abandoned`, `late`, as
///   [`CircuitStats`](crate::CircuitStats) has them. Of a bulkhead: `admitted`, `rejected`, `cancelled`. Of a
///   limiter: `rejected`, `cancelled`; it counts the tokens that it grants, not the calls. Of a wait: `admitted`,
///   `rejected`, `cancelled`.
/// - `state`: `closed`, `open`, `half_open`, `forced_open`, `disabled`. How long a breaker was open is the mean
///   of the gauge over time.
/// - `resilience_waited_seconds` is a gauge because counters are whole numbers here; `rate()` works as ever.
///
/// The statistics of each policy are read once, while calls go on. Who publishes twice at once may leave
/// gauges that are mixed of both, until the next time.
///
/// # Policies that are gone
///
/// What was published cannot be taken back: the numbers of a policy that was
/// [removed](crate::Registry::remove_circuit_breaker) stay as they were, unless the recorder forgets what
/// nobody writes any more (for Prometheus: its `idle_timeout`; what is published is written anew each time).
/// One that gets the same name later counts from zero, where counters of recorders do not go back: they stand
/// still until it has caught up. The same goes for two registries with the same names in one recorder.
///
/// # Panics
///
/// As the recorder does.
pub fn publish_metrics() {
    waits::listen();
    registry().publish_metrics();
}

impl Registry {
    /// [`publish_metrics`] for a registry of your own, without the histogram of waits.
    ///
    /// # Panics
    ///
    /// As the recorder does.
    pub fn publish_metrics(&self) {
        // Handles, so that the recorder is called under no lock.
        ::metrics::with_recorder(|recorder| {
            let sheet = Sheet::new(recorder);
            write(&sheet, &self.circuit_breakers());
            write(&sheet, &self.rate_limiters());
            write(&sheet, &self.keyed_rate_limiters());
            write(&sheet, &self.bulkheads());
            write(&sheet, &self.retries());
        });
    }
}

fn write<P: Readings>(sheet: &Sheet<'_>, policies: &[P]) {
    for policy in policies {
        policy.write(&sheet.policy(P::KIND, policy.policy()));
    }
}
