async fn call(id: u32) -> Option<Item> {
    {
        let admitted = 'admitted: {
            let limiter = match {
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
            return ::core::result::Result::<
                Option<Item>,
                _,
            >::unwrap_or_else(::core::result::Result::Err(rejected), cached);
        }
    }
    const _: () = ();
    client().get(id).await.ok()
}
