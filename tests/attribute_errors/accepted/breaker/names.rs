//! Where names of the standard library and of ours mean something else.

mod shadows {
    #![expect(dead_code, reason = "they are there to be in the way")]

    struct Result;
    struct Option;
    struct Ok;
    struct Err;
    trait Clone {}
    trait Dynamic {}
    trait NoResult {}
    mod core {}
    mod std {}
    mod resilience {}

    #[::resilience::circuit_breaker(fallback = |_| 0, failure_if = |number| *number == 0)]
    pub(super) fn number() -> u32 {
        1
    }

    #[::resilience::circuit_breaker(
        breaker = breaker,
        map_err = crate::ApiError::Rejected,
        excluded(crate::ApiError::NotFound),
        failure_if = |reply| reply.as_ref().is_ok_and(|open| *open)
    )]
    pub(super) fn given(
        breaker: &::resilience::CircuitBreaker,
    ) -> impl ::std::future::Future<Output = crate::Reply<bool>> + use<> {
        ::std::future::ready(::std::result::Result::Ok(breaker.is_open()))
    }

    #[::resilience::circuit_breaker(excluded_types(::std::io::Error))]
    pub(super) async fn later() -> anyhow::Result<u32> {
        ::std::result::Result::Ok(1)
    }
}

macro_rules! values {
    ($name:ident $key:ident $callable:expr, $judge:expr, $excluded:ty) => {
        #[resilience::circuit_breaker($key = $callable, failure_if = $judge, excluded_types($excluded))]
        async fn $name() -> anyhow::Result<u32> {
            Ok(1)
        }
    };
}

values!(fallback fallback |_| Ok(2), |reply| !matches!(reply, Ok(1..)), std::io::Error);
values!(mapped map_err anyhow::Error::from, Result::is_err, std::fmt::Error);

pub(crate) fn all() {
    let breaker = resilience::CircuitBreaker::builder().build();
    let breaker = breaker.expect("it is in range");
    drop((shadows::number(), shadows::given(&breaker), shadows::later(), fallback(), mapped()));
}
