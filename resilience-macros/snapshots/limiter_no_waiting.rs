async fn call(id: u32) -> Result<Item, ApiError> {
    {
        let admitted = 'admitted: {
            let limiter = match {
                static __RESILIENCE_SITE: ::resilience::__private::Site<
                    ::resilience::RateLimiter,
                > = ::resilience::__private::Site::new(|| ::resilience::__private::shared(
                    ::resilience::RateLimiter::builder()
                        .rate(::resilience::__private::number(RATE))
                        .name(::resilience::__private::text("api")),
                ));
                &__RESILIENCE_SITE
            }
                .ready()
            {
                ::core::result::Result::Ok(limiter) => limiter,
                ::core::result::Result::Err(rejected) => {
                    break 'admitted ::core::result::Result::Err(rejected);
                }
            };
            limiter.try_acquire()
        };
        if let ::core::result::Result::Err(rejected) = admitted {
            return <Result<
                Item,
                ApiError,
            > as ::resilience::__private::Refused>::refused(rejected);
        }
    }
    const _: () = ();
    client().get(id).await
}
/**The rate limiter that guards `call`.

# Panics

If its settings cannot hold, or contradict those of others with its name.*/
fn call_limiter() -> ::resilience::RateLimiter {
    {
        static __RESILIENCE_SITE: ::resilience::__private::Site<
            ::resilience::RateLimiter,
        > = ::resilience::__private::Site::new(|| ::resilience::__private::shared(
            ::resilience::RateLimiter::builder()
                .rate(::resilience::__private::number(RATE))
                .name(::resilience::__private::text("api")),
        ));
        &__RESILIENCE_SITE
    }
        .access()
}
