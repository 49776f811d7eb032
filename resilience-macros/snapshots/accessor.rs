#[cfg(feature = "client")]
pub fn fetch() -> anyhow::Result<Item> {
    {
        fn here() {}
        static SITE: crate::vendored::resilience::__private::CircuitBreakerSite = crate::vendored::resilience::__private::CircuitBreakerSite::new(||
        crate::vendored::resilience::__private::own(
            crate::vendored::resilience::CircuitBreaker::builder(),
            &here,
            "fetch",
        ));
        &SITE
    }
        .call::<
            anyhow::Result<Item>,
            _,
        >(
            move || -> anyhow::Result<Item> { client().get() },
            |error| crate::vendored::resilience::__private::judge(error, |_| false),
        )
}
#[cfg(feature = "client")]
/**The circuit breaker that guards `fetch`.

# Panics

If its settings cannot hold, or contradict those of others with its name.*/
pub fn fetch_breaker() -> crate::vendored::resilience::CircuitBreaker {
    {
        fn here() {}
        static SITE: crate::vendored::resilience::__private::CircuitBreakerSite = crate::vendored::resilience::__private::CircuitBreakerSite::new(||
        crate::vendored::resilience::__private::own(
            crate::vendored::resilience::CircuitBreaker::builder(),
            &here,
            "fetch",
        ));
        &SITE
    }
        .access()
}
