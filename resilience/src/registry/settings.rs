//! All settings of a registry, and what nobody goes by.

use super::Registry;
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter};
use crate::retry::Retry;
use crate::settings::{Place, Settings};
use std::fmt;

/// The settings of several policies.
///
/// `Display` prints them as one table.
///
/// ```
/// # use resilience::{Bulkhead, CircuitBreaker, Registry};
/// let names = Registry::new();
/// CircuitBreaker::builder().name("payments").max_failures(3).register_in(&names)?;
/// Bulkhead::builder().name("payments").max_concurrent(10).register_in(&names)?;
/// println!("{}", names.settings());
/// assert_eq!(names.settings_of("payments").policies.len(), 2);
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AllSettings {
    /// Those of each policy, by kind and name.
    pub policies: Vec<Settings>,
}

/// A section of the environment or the configuration file that is about one policy, when there is none
/// of that name: misspelt, perhaps, or not made yet.
///
/// `Display` prints it with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Unclaimed {
    /// The key of the kind, as in `circuit_breaker`.
    pub kind: &'static str,
    /// The name; in lower case if it is that of environment variables.
    pub name: String,
    /// Where the section begins.
    pub place: Place,
}

impl Registry {
    /// The settings of all policies, each with the place it comes from.
    #[must_use]
    pub fn settings(&self) -> AllSettings {
        let mut policies = Vec::new();
        policies.extend(self.circuit_breakers().iter().map(CircuitBreaker::settings));
        policies.extend(self.rate_limiters().iter().map(RateLimiter::settings));
        policies.extend(self.keyed_rate_limiters().iter().map(KeyedRateLimiter::settings));
        policies.extend(self.bulkheads().iter().map(Bulkhead::settings));
        policies.extend(self.retries().iter().map(Retry::settings));
        AllSettings { policies }
    }

    /// The settings of the policies of this name, one of each kind at most.
    #[must_use]
    pub fn settings_of(&self, name: &str) -> AllSettings {
        let AllSettings { mut policies } = self.settings();
        policies.retain(|settings| settings.name == name);
        AllSettings { policies }
    }

    /// The sections about one policy that nobody has claimed: no policy of that kind and name has been
    /// made, registered or not, since they are there.
    #[must_use]
    pub fn unclaimed(&self) -> Vec<Unclaimed> {
        let table = self.table();
        let unclaimed = table.unclaimed().into_iter();
        unclaimed
            .map(|(kind, name, place)| Unclaimed { kind, name: String::from(name), place })
            .collect()
    }
}

impl fmt::Display for AllSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.policies.iter().map(Settings::widths);
        let widths = widths.fold((0, 0), |all, one| (all.0.max(one.0), all.1.max(one.1)));
        for (index, settings) in self.policies.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            settings.print(f, widths)?;
        }
        Ok(())
    }
}

impl fmt::Display for Unclaimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, place } = self;
        write!(f, "{kind} `{name}` ({place})")
    }
}
