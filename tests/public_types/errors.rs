//! Rejections and errors: sizes, sources, texts.

use resilience::{CircuitBreaker, Error, ManualClock, RateLimiter, Rejected};
use std::io;
use std::time::Duration;

#[test]
fn a_rejection_has_at_most_64_bytes() {
    assert!(size_of::<Rejected>() <= 64, "{}", size_of::<Rejected>());
    assert_eq!(size_of::<Result<(), Rejected>>(), size_of::<Rejected>());
}

#[test]
fn whoever_walks_the_sources_finds_a_rejection() {
    #[derive(Debug, thiserror::Error)]
    #[error("the service is down")]
    struct Own(#[source] Error<io::Error>);

    let open = CircuitBreaker::builder().name("a").build().unwrap();
    open.force_open();
    let rejected = open.call(|| Err::<(), _>(io::Error::other("x"))).unwrap_err();
    let own = Own(rejected);
    let first = std::error::Error::source(&own).unwrap();
    let second = first.source().unwrap();
    assert_eq!(second.downcast_ref::<Rejected>().unwrap().name(), "a");
}

#[test]
fn flatten_brings_a_rejection_into_the_calls_own_error() {
    let open = CircuitBreaker::builder().name("a").build().unwrap();
    let own: Error<io::Error> = Error::Inner(io::Error::other("own"));
    assert_eq!(own.flatten().to_string(), "own");
    open.force_open();
    let rejected = open.call(|| Ok::<(), io::Error>(())).unwrap_err();
    assert!(rejected.rejected().is_some());
    assert!(rejected.flatten().to_string().contains("`a` is forced open"));
}

#[test]
fn errors_of_limiters_say_who_and_what_next() {
    let time = ManualClock::new();
    let builder = || RateLimiter::builder().initial(0.0).clock(time.clock());
    let limiter = builder().name("api").rate(0.3).build().unwrap();
    let Err(Rejected::RateLimitExceeded(early)) = limiter.try_acquire() else { panic!() };
    assert_eq!(early.to_string(), "rate limiter `api` is exhausted, retry in 3.3s");
    let Err(Rejected::CapacityExceeded(large)) = limiter.n(3).try_acquire() else { panic!() };
    let text = "rate limiter `api` never has 3 tokens at once, ask for 1 at most";
    assert_eq!(large.to_string(), text);
    assert_eq!((large.retry_after(), large.requested(), large.capacity()), (None, 3, 1));
    // The rejection that holds it says the same, and is its own cause: nothing is said twice.
    let rejected = Rejected::CapacityExceeded(large);
    assert_eq!((rejected.to_string(), rejected.name()), (String::from(text), "api"));
    assert!(std::error::Error::source(&rejected).is_none());
    // Measured when it is asked for.
    time.advance(Duration::from_secs(4));
    assert_eq!(early.to_string(), "rate limiter `api` is exhausted, retry now");
    assert_eq!(early.retry_after(), Some(Duration::ZERO));
    let five_centuries = Duration::from_secs(500 * 31_557_600);
    let never = builder().rate(1.0).per(five_centuries).build().unwrap();
    let never = never.try_acquire().unwrap_err();
    assert_eq!(never.to_string(), "rate limiter `unnamed` is exhausted, retry when it is reset");
}

#[test]
fn errors_of_limiters_go_into_errors_of_input_and_output() {
    let limiter = RateLimiter::builder().name("api").initial(0.0).burst(1).build().unwrap();
    for (tokens, kind) in [(1, io::ErrorKind::QuotaExceeded), (2, io::ErrorKind::InvalidInput)] {
        let error = io::Error::from(limiter.n(tokens).try_acquire().unwrap_err());
        assert_eq!(error.kind(), kind);
        let inner = error.get_ref().unwrap().downcast_ref::<Rejected>().unwrap();
        assert_eq!(inner.name(), "api");
    }
}
