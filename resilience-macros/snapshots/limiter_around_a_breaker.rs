fn call() -> Result<Item, ApiError> {
    {
        let limiter = {
            fn here() {}
            static SITE: ::resilience::__private::Site<::resilience::RateLimiter> = ::resilience::__private::Site::new(||
            ::resilience::__private::own(
                ::resilience::RateLimiter::builder(),
                &here,
                "call",
            ));
            &SITE
        }
            .get();
        ::resilience::__private::wait(limiter);
    }
    const _: () = ();
    {
        fn here() {}
        static SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            &here,
            "call",
        ));
        &SITE
    }
        .call::<
            Result<Item, ApiError>,
            _,
        >(
            move || -> Result<Item, ApiError> { client().get() },
            |error| ::resilience::__private::judge(error, |_| false),
        )
}
