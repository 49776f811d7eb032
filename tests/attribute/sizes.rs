//! How much larger the future of an annotated function is than that of the plain one.

use resilience::{
    CircuitBreaker, RateLimiter, Rejected, bulkhead, circuit_breaker, fallback, rate_limiter,
    retry, timeout,
};
use std::future::ready;
use std::sync::LazyLock;

static BREAKER: LazyLock<CircuitBreaker> =
    LazyLock::new(|| CircuitBreaker::builder().build().unwrap());
static LIMITER: LazyLock<RateLimiter> = LazyLock::new(|| RateLimiter::builder().build().unwrap());

/// The sizes of a function's futures, by the bytes that it holds on to.
struct Sizes {
    /// The attributes, as they are written.
    of: &'static str,
    /// With locals of 1, 8, 64, 256, 1024 and 4096 bytes.
    locals: [usize; 6],
    /// With arguments of the same.
    arguments: [usize; 6],
}

/// At 1024 bytes.
const KILOBYTE: usize = 4;

macro_rules! sizes {
    ($([$($attributes:tt)*])*) => {
        [$({
            $($attributes)*
            async fn locals<const N: usize>(fill: u8) -> Result<u8, Rejected> {
                let locals = [fill; N];
                ready(()).await;
                Ok(locals[N - 1])
            }

            $($attributes)*
            async fn arguments<const N: usize>(held: [u8; N]) -> Result<u8, Rejected> {
                ready(()).await;
                Ok(held[N - 1])
            }

            sizes!(locals arguments stringify!($($attributes)*); 1 8 64 256 1024 4096)
        }),*]
    };
    ($locals:ident $arguments:ident $of:expr; $($bytes:literal)*) => {
        Sizes {
            of: $of,
            locals: [$(size_of_val(&$locals::<$bytes>(1))),*],
            arguments: [$(size_of_val(&$arguments([1; $bytes]))),*],
        }
    };
}

#[track_caller]
fn assert_at_most(of: &str, annotated: [usize; 6], plain: [usize; 6]) {
    let at_most = annotated.iter().zip(plain).all(|(annotated, plain)| *annotated <= plain + 64);
    assert!(at_most, "{of}: {annotated:?}, plain {plain:?}");
}

#[test]
fn a_future_is_at_most_64_bytes_larger() {
    let [plain] = sizes!([]);
    let annotated = sizes!(
        [#[circuit_breaker]]
        [#[circuit_breaker(map_err = |rejected| rejected)]]
        [#[circuit_breaker(fallback = |_| Ok(1))]]
        [#[circuit_breaker(excluded(_), excluded_if = |_| false)]]
        [#[circuit_breaker(failure_if = Result::is_err)]]
        [#[circuit_breaker(failure_if = Result::is_err, excluded(_), fallback = |_| Ok(1))]]
        [#[circuit_breaker(breaker = BREAKER)]]
        [#[circuit_breaker(breaker = BREAKER.clone(), map_err = |rejected| rejected)]]
        [#[circuit_breaker(breaker = BREAKER, failure_if = Result::is_err, fallback = |_| Ok(1))]]
        [#[rate_limiter]]
        [#[rate_limiter(timeout = 1)]]
        [#[rate_limiter(timeout = 1, map_err = |rejected| rejected)]]
        [#[rate_limiter(timeout = 1, fallback = |_| Ok(1))]]
        [#[rate_limiter(blocking = false)]]
        [#[rate_limiter(limiter = LIMITER)]]
        [#[rate_limiter(limiter = LIMITER.clone(), timeout = 1, fallback = |_| Ok(1))]]
        [#[rate_limiter(key = 1)]]
        [#[rate_limiter(key = String::new(), timeout = 1)]]
        [#[rate_limiter(key = 1, blocking = false)]]
        [#[bulkhead(max_concurrent = 1)]]
        [#[bulkhead(max_concurrent = 1, max_wait = 0)]]
        [#[bulkhead(max_concurrent = 1, max_wait = 1, max_waiting = 1)]]
        [#[bulkhead(max_concurrent = 1, max_wait = 1, map_err = |rejected| rejected)]]
        [#[bulkhead(max_concurrent = 1, max_wait = 1, fallback = |_| Ok(1))]]
        [#[timeout(1)]]
        [#[timeout(1, map_err = |rejected| rejected)]]
        [#[timeout(1, on_timeout = || Ok(1))]]
        [#[fallback(|_| Ok(1))]]
    );
    for Sizes { of, locals, arguments } in annotated {
        assert_at_most(of, locals, plain.locals);
        assert_at_most(of, arguments, plain.arguments);
    }
}

#[test]
fn a_future_with_retries_is_so_too_but_for_the_arguments_that_it_keeps_for_the_next_attempt() {
    let [plain] = sizes!([]);
    let retried = sizes!(
        [#[retry]]
        [#[retry(max_attempts = 7, budget = none)]]
        [#[retry(retry_if = |_| true, give_up(Rejected::TimedOut(_)))]]
    );
    for Sizes { of, locals, arguments } in retried {
        assert_at_most(of, locals, plain.locals);
        // Kept, made anew, and taken by the attempt.
        assert_at_most(of, arguments, plain.arguments.map(|plain| 3 * plain));
    }
}

#[test]
fn a_fallbacks_future_takes_the_room_of_the_one_that_failed() {
    let [plain, annotated] = sizes!([] [#[fallback(async |_| Ok(1))]]);
    let larger = |annotated: [usize; 6], plain: [usize; 6]| annotated[KILOBYTE] - plain[KILOBYTE];
    assert!(larger(annotated.locals, plain.locals) <= 8, "{:?}", annotated.locals);
    assert!(larger(annotated.arguments, plain.arguments) <= 8, "{:?}", annotated.arguments);
}

#[test]
fn a_limiter_that_does_not_wait_takes_no_room() {
    let [plain, unkeyed, keyed] = sizes!(
        []
        [#[rate_limiter(blocking = false)]]
        [#[rate_limiter(key = 1, blocking = false, fallback = |_| Ok(1))]]
    );
    assert_eq!([unkeyed.locals, keyed.locals], [plain.locals; 2]);
    assert_eq!([unkeyed.arguments, keyed.arguments], [plain.arguments; 2]);
}

#[test]
fn three_attributes_keep_locals_once_and_arguments_once_each() {
    let [plain] = sizes!([]);
    let stacked = sizes!(
        [
            #[circuit_breaker(name = "size 1")]
            #[circuit_breaker(name = "size 2")]
            #[circuit_breaker(name = "size 3")]
        ]
        [
            #[circuit_breaker(breaker = BREAKER, fallback = |_| Ok(1))]
            #[circuit_breaker(breaker = BREAKER, failure_if = Result::is_err)]
            #[circuit_breaker(breaker = BREAKER)]
        ]
        [
            #[circuit_breaker(name = "size 1")]
            #[rate_limiter(timeout = 1)]
            #[circuit_breaker(name = "size 2")]
        ]
        [
            #[rate_limiter]
            #[circuit_breaker]
            #[rate_limiter(key = 1, timeout = 1, name = "size 3")]
        ]
        [
            #[rate_limiter]
            #[rate_limiter(limiter = LIMITER, timeout = 1)]
            #[rate_limiter(blocking = false, name = "size 4")]
        ]
    );
    for Sizes { of, locals, arguments } in stacked {
        let at_most = |annotated: [usize; 6], plain: [usize; 6], tenths: usize| {
            let [annotated, plain] = [annotated[KILOBYTE], plain[KILOBYTE]];
            assert!(annotated * 10 <= plain * tenths, "{of}: {annotated}, plain {plain}");
        };
        at_most(locals, plain.locals, 17);
        at_most(arguments, plain.arguments, 21);
    }
}
