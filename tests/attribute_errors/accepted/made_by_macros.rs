//! Functions that `macro_rules!` makes.

use crate::{ApiError, Reply};
use resilience::circuit_breaker;

macro_rules! passed_on {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident($argument:ident: $of:ty) -> $returned:ty $body:block) => {
        $(#[$attribute])*
        #[circuit_breaker(max_failures = 3)]
        $visibility fn $name($argument: $of) -> $returned $body
    };
}

passed_on! {
    /// Passed on.
    pub(crate) fn whole(number: u32) -> Reply<u32> {
        if number == 3 {
            return Err(ApiError::NotFound);
        }
        Ok(number)
    }
}

macro_rules! block_passed_on {
    ($name:ident $body:block) => {
        #[circuit_breaker]
        async fn $name() -> Reply<u32> $body
    };
}

block_passed_on!(one_line { Ok(1) });

macro_rules! values {
    ($name:ident, $count:expr, $time:expr, $text:expr, $suffixed:literal, $pattern:pat, $callable:expr, $value:expr) => {
        #[circuit_breaker(
            max_failures = $count,
            reset_timeout = $time,
            name = $text,
            probe_timeout = $suffixed,
            excluded($pattern),
            excluded_if = $callable,
        )]
        async fn $name() -> Reply<u32> {
            Ok($value * 3)
        }
    };
}

values!(values, 3, 30, "values", 250ms, ApiError::NotFound, |_| false, 1 + 2);

macro_rules! several {
    ($($name:ident)*) => {
        $(
            #[circuit_breaker]
            fn $name() -> Reply<&'static str> {
                Ok(stringify!($name))
            }
        )*
    };
}

several!(one two three);

pub(crate) fn all() {
    drop((whole(1), one_line(), values(), one(), two(), three()));
}
