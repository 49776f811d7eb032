#[cfg(feature = "client")]
pub fn fetch() -> anyhow::Result<Item> {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: crate::vendored::resilience::__private::CircuitBreakerSite = crate::vendored::resilience::__private::CircuitBreakerSite::new(||
        crate::vendored::resilience::__private::own(
            crate::vendored::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "fetch",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            anyhow::Result<Item>,
            _,
        >(
            move || -> anyhow::Result<Item> { client().get() },
            crate::vendored::resilience::__private::judge_error,
        )
}
#[cfg(feature = "client")]
/**The circuit breaker that guards `fetch`.

# Panics

If its settings cannot hold, or contradict those of others with its name.*/
pub fn fetch_breaker() -> crate::vendored::resilience::CircuitBreaker {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: crate::vendored::resilience::__private::CircuitBreakerSite = crate::vendored::resilience::__private::CircuitBreakerSite::new(||
        crate::vendored::resilience::__private::own(
            crate::vendored::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "fetch",
        ));
        &__RESILIENCE_SITE
    }
        .access()
}
