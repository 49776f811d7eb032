//! Names: who shares what, and who may not.

#![expect(clippy::float_cmp, reason = "tokens are counted exactly")]

mod circuit_breakers;
mod keyed_rate_limiters;
mod kinds;
mod rate_limiters;
mod retries;
mod snapshot;
mod support;
