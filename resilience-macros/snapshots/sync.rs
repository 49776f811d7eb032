/// Fetches an item.
pub fn fetch(id: u32) -> Result<Item, ApiError> {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "fetch",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            Result<Item, ApiError>,
            _,
        >(
            move || -> Result<Item, ApiError> { Ok(client().get(id)?) },
            ::resilience::__private::judge_error,
        )
}
