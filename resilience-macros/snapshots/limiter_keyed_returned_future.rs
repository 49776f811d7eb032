fn call(request: Request) -> impl Future<Output = Result<Response, ApiError>> {
    let waiting = {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::Site<
            ::resilience::KeyedRateLimiter,
        > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
            ::resilience::RateLimiter::builder().keyed(),
            ::core::any::type_name_of_val(&__resilience_here),
            "call",
        ));
        &__RESILIENCE_SITE
    }
        .ready()
        .map(|limiter| {
            limiter.acquire_async_timeout(&(request.user), ::core::time::Duration::ZERO)
        });
    let future = ::resilience::__private::make(move || -> _ { client().call(request) });
    async move {
        {
            let admitted = match waiting {
                ::core::result::Result::Ok(waiting) => waiting.await,
                ::core::result::Result::Err(rejected) => {
                    ::core::result::Result::Err(rejected)
                }
            };
            if let ::core::result::Result::Err(rejected) = admitted {
                return <Result<
                    Response,
                    ApiError,
                > as ::resilience::__private::Refused>::refused(rejected);
            }
        }
        future.await
    }
}
