fn call<'a>(
    &'a self,
) -> Pin<Box<dyn Future<Output = Result<Item, ApiError>> + Send + 'a>> {
    Box::pin(async move {
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
                let waiting = limiter
                    .acquire_async_timeout(::core::time::Duration::new(2u64, 0u32));
                waiting.await
            };
            if let ::core::result::Result::Err(rejected) = admitted {
                return <Result<
                    Item,
                    ApiError,
                > as ::resilience::__private::Refused>::refused(rejected);
            }
        }
        const _: () = ();
        self.client.get().await
    })
}
