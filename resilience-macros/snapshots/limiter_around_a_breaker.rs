fn call() -> Result<Item, ApiError> {
    {
        let limiter = {
            fn __resilience_here() {}
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::RateLimiter,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                ::resilience::RateLimiter::builder(),
                ::core::any::type_name_of_val(&__resilience_here),
                "call",
            ));
            &__RESILIENCE_SITE
        }
            .get();
        ::resilience::__private::wait(limiter);
    }
    const _: () = ();
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "call",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            Result<Item, ApiError>,
            _,
        >(
            move || -> Result<Item, ApiError> { client().get() },
            ::resilience::__private::judge_error,
        )
}
