//! Policies in order.

mod calls;
#[cfg(feature = "tokio")]
mod drive;
#[cfg_attr(not(feature = "tokio"), expect(dead_code, reason = "only tasks can be ended in time"))]
mod machine;
#[cfg(feature = "tower")]
mod requests;
#[cfg(feature = "tokio")]
mod tasks;
mod wait;

#[cfg(feature = "tower")]
pub(crate) use self::calls::whole;
#[cfg(feature = "tower")]
pub(crate) use self::drive::{Attempts, Drive};
#[cfg(feature = "tower")]
pub(crate) use self::machine::End;
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::error::{ConfigError, ConfigProblem, Rejected};
use crate::name::Name;
use crate::rate_limiter::RateLimiter;
use crate::retry::Retry;
use crate::settings::at;
use crate::timeout::Timeout;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

/// Several policies around one call, in any order.
///
/// The policy that is added first is the outermost: a call passes it first on the way in and last on
/// the way out. `Display` shows the order in one line.
///
/// # Choosing an order
///
/// From the outside in: fallback (`.or_else(…)` on the result), retry, circuit breaker, rate limiter,
/// bulkhead, timeout. So every attempt counts at the breaker, an open breaker ends the retrying and
/// costs no tokens, nobody holds a permit while waiting for a token, and each attempt has its time.
///
/// Some orders mean something else. A timeout *outside* of a breaker drops the call, which is then
/// abandoned and not a failure. A timeout *outside* of a retry is a deadline for all attempts together;
/// outside of a limiter or a bulkhead it bounds the wait as well. A breaker *outside* of a retry sees one
/// call, however many attempts there were.
///
/// Limiter and bulkhead wait, as their own `call` does. A rejection by a policy further in is ignored by
/// a breaker further out, but for a timeout, which is a failure.
///
/// ```
/// use resilience::{Backoff, CircuitBreaker, Error, Pipeline, Retry};
///
/// let breaker = CircuitBreaker::builder().name("payments").max_failures(3).build()?;
/// let retry = Retry::builder().max_attempts(7).backoff(Backoff::none()).build()?;
/// let pipeline = Pipeline::new().retry(retry).circuit_breaker(breaker);
/// assert_eq!(pipeline.to_string(), "retry `unnamed` > circuit breaker `payments`");
///
/// let mut attempts = 0;
/// let result = pipeline.call(|| {
///     attempts += 1;
///     "x".parse::<u32>()
/// });
/// assert!(matches!(result, Err(Error::Rejected(_)))); // the breaker opened at the third
/// assert_eq!(attempts, 3);
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a pipeline does nothing until one of its calls"]
pub struct Pipeline {
    layers: Arc<Vec<Layer>>,
}

#[derive(Clone, Debug)]
enum Layer {
    Retry(Retry),
    CircuitBreaker(CircuitBreaker),
    RateLimiter(RateLimiter),
    Bulkhead(Bulkhead),
    Timeout(Timeout, &'static Location<'static>),
}

impl Pipeline {
    /// A pipeline without a policy: calls go through as they are.
    pub fn new() -> Self {
        Self::default()
    }

    fn with(mut self, layer: Layer) -> Self {
        Arc::make_mut(&mut self.layers).push(layer);
        self
    }

    /// Makes another attempt where all within failed.
    pub fn retry(self, retry: Retry) -> Self {
        self.with(Layer::Retry(retry))
    }

    /// Stops calling what keeps failing.
    pub fn circuit_breaker(self, breaker: CircuitBreaker) -> Self {
        self.with(Layer::CircuitBreaker(breaker))
    }

    /// Waits for a token.
    pub fn rate_limiter(self, limiter: RateLimiter) -> Self {
        self.with(Layer::RateLimiter(limiter))
    }

    /// Waits for a permit, as long as the bulkhead allows.
    pub fn bulkhead(self, bulkhead: Bulkhead) -> Self {
        self.with(Layer::Bulkhead(bulkhead))
    }

    /// Ends all within that takes too long. Only async calls can be ended: blocking ones of such a
    /// pipeline are [`Rejected::Misconfigured`].
    #[track_caller]
    pub fn timeout(self, timeout: Timeout) -> Self {
        self.with(Layer::Timeout(timeout, Location::caller()))
    }

    /// Turns blocking calls away that could not be ended in time.
    fn check_for_threads(&self) -> Result<(), Rejected> {
        self.check(|layer| match layer {
            Layer::Timeout(timeout, place) => Some(ConfigProblem {
                field: "timeout".into(),
                value: format!("{:?}", timeout.limit()),
                expected: String::from("an async call: a thread cannot be interrupted"),
                place: at(place),
            }),
            _ => None,
        })
    }

    /// Refused with what is wrong with each layer.
    fn check(&self, problem: impl Fn(&Layer) -> Option<ConfigProblem>) -> Result<(), Rejected> {
        let problems = self.layers.iter().filter_map(problem).collect();
        ConfigError::unless_empty("pipeline", &Name::UNNAMED, problems)
            .map_err(Rejected::Misconfigured)
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 {
                f.write_str(" > ")?;
            }
            let (kind, name) = match layer {
                Layer::Retry(retry) => ("retry", retry.name()),
                Layer::CircuitBreaker(breaker) => (CircuitBreaker::KIND, breaker.name()),
                Layer::RateLimiter(limiter) => (RateLimiter::KIND, limiter.name()),
                Layer::Bulkhead(bulkhead) => (Bulkhead::KIND, bulkhead.name()),
                Layer::Timeout(timeout, _) => ("timeout", timeout.name()),
            };
            write!(f, "{kind} `{name}`")?;
            if let Layer::Timeout(timeout, _) = layer {
                write!(f, " ({:?})", timeout.limit())?;
            }
        }
        Ok(())
    }
}
