fn ping(host: &str) -> u16 {
    let permit = match {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "ping",
        ));
        &__RESILIENCE_SITE
    }
        .admit()
    {
        ::core::result::Result::Ok(permit) => permit,
        ::core::result::Result::Err(rejected) => {
            return ::core::result::Result::<
                u16,
                _,
            >::unwrap_or_else(::core::result::Result::Err(rejected), |_| 503);
        }
    };
    ::resilience::__private::run_whole::<
        u16,
        _,
    >(
        permit,
        move || -> u16 { client().ping(host) },
        |value| {
            use ::resilience::__private::NoResult as _;
            let ignored = ::resilience::__private::Whole(value).is_rejection();
            ::resilience::__private::judge_whole(ignored, value, |status| *status >= 500)
        },
    )
}
