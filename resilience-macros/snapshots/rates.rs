fn fetch(id: u32) -> Result<Item, ApiError> {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder()
                .failure_rate(0.5f64)
                .window(
                    ::resilience::__private::window(
                        ::core::time::Duration::new(10u64, 0u32),
                    ),
                )
                .minimum_calls(LIMIT)
                .slow_call(::core::time::Duration::new(2u64, 0u32))
                .slow_call_rate(::resilience::__private::number(RATE))
                .reset_timeout_factor(2f64)
                .max_reset_timeout(::core::time::Duration::new(300u64, 0u32)),
            ::core::any::type_name_of_val(&__resilience_here),
            "fetch",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            Result<Item, ApiError>,
            _,
        >(
            move || -> Result<Item, ApiError> { client().get(id) },
            ::resilience::__private::judge_error,
        )
}
