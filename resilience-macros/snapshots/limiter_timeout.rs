fn call(&mut self) -> Result<&mut Item, ApiError> {
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
            limiter.acquire_timeout(::core::time::Duration::new(0u64, 250000000u32))
        };
        if let ::core::result::Result::Err(rejected) = admitted {
            return <Result<
                &mut Item,
                ApiError,
            > as ::resilience::__private::Refused>::refused(rejected);
        }
    }
    const _: () = ();
    self.items.first_mut().ok_or(ApiError::NotFound)
}
