//! A limit for each tenant of a service: one of them asks too much and is told when to come back;
//! the others do not notice. Then somebody invents 100,000 tenants.
//!
//! `cargo run --example tenants` plays twenty-odd seconds of requests on a clock that it moves itself.
//! It takes no time, prints the same every time, and fails if anybody gets more than their share.

use resilience::{Clock, ConfigError, KeyedRateLimiter, ManualClock, RateLimiter, Rejected};
use std::time::Duration;

/// What a tenant may ask for: so many requests a second, and so many at once.
const RATE: f64 = 5.0;
const BURST: u32 = 10;

/// The most tenants to keep a limit for at once: what memory the service has for it.
const MAX_TENANTS: usize = 60_000;

// ---- The service -------------------------------------------------------------------------------

/// It would have a database, too.
struct Service {
    limits: KeyedRateLimiter,
}

enum Response {
    Page(String),
    /// Status 429, with the header `Retry-After`.
    TooManyRequests {
        retry_after: Duration,
    },
}

impl Service {
    /// In production, the clock is `Clock::system()`.
    fn start(clock: Clock) -> Result<Self, ConfigError> {
        let limits = RateLimiter::builder()
            .name("requests per tenant")
            .rate(RATE)
            .burst(BURST)
            .max_keys(MAX_TENANTS)
            .clock(clock)
            .build_keyed()?;
        Ok(Self { limits })
    }

    /// The tenant is the one that was authenticated, not one that a header claims.
    fn handle(&self, tenant: &str, path: &str) -> Response {
        match self.limits.try_acquire(tenant) {
            Ok(()) => Response::Page(format!("{path} of {tenant}")),
            Err(rejected) => Response::too_many_requests(&rejected),
        }
    }
}

impl Response {
    fn too_many_requests(rejected: &Rejected) -> Self {
        // `None` means never, which these settings do not have.
        Self::TooManyRequests { retry_after: rejected.retry_after().unwrap_or(Duration::MAX) }
    }
}
