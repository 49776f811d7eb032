async fn fetch(id: u32) -> Result<Item, ApiError> {
    ::resilience::__private::or_else::<
        Result<Item, ApiError>,
    >(
        async move {
            if false {
                return { ::resilience::__private::returns::<Result<Item, ApiError>>() };
            }
            const _: () = ();
            let mut attempts = ::resilience::__private::Attempts::new(
                {
                    fn __resilience_here() {}
                    static __RESILIENCE_SITE: ::resilience::__private::Site<
                        ::resilience::Retry,
                    > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                        ::resilience::Retry::builder(),
                        ::core::any::type_name_of_val(&__resilience_here),
                        "fetch",
                    ));
                    &__RESILIENCE_SITE
                }
                    .get(),
            );
            loop {
                let wait = {
                    let value: Result<Item, ApiError> = {
                        let id = ::resilience::__private::again(&id);
                        async {
                            let id = id;
                            if false {
                                return {
                                    ::resilience::__private::returns::<Result<Item, ApiError>>()
                                };
                            }
                            const _: () = ();
                            let site = {
                                fn __resilience_here() {}
                                static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
                                ::resilience::__private::own(
                                    ::resilience::CircuitBreaker::builder(),
                                    ::core::any::type_name_of_val(&__resilience_here),
                                    "fetch",
                                ));
                                &__RESILIENCE_SITE
                            };
                            let mut permit = match site.enter() {
                                ::core::result::Result::Ok(permit) => permit,
                                ::core::result::Result::Err(refusal) => {
                                    return site.refuse::<Result<Item, ApiError>>(refusal);
                                }
                            };
                            let body = ::core::pin::pin!(
                                async move { if false { return {
                                ::resilience::__private::returns:: < Result < Item, ApiError
                                > > () }; } const _ : () = (); { let admitted = 'admitted :
                                { let limiter = match { fn __resilience_here() {} static
                                __RESILIENCE_SITE : ::resilience::__private::Site <
                                ::resilience::RateLimiter > =
                                ::resilience::__private::Site::new(| |
                                ::resilience::__private::own(::resilience::RateLimiter::builder(),
                                ::core::any::type_name_of_val(& __resilience_here),
                                "fetch")); & __RESILIENCE_SITE } .ready() {
                                ::core::result::Result::Ok(limiter) => limiter,
                                ::core::result::Result::Err(rejected) => { break
                                'admitted::core::result::Result::Err(rejected); } }; let
                                waiting = limiter
                                .acquire_async_timeout(::core::time::Duration::new(1u64,
                                0u32)); waiting. await }; if let
                                ::core::result::Result::Err(rejected) = admitted { return <
                                Result < Item, ApiError > as
                                ::resilience::__private::Refused > ::refused(rejected); } }
                                const _ : () = (); let _permit =
                                ::resilience::__private::enter_async({ fn
                                __resilience_here() {} static __RESILIENCE_SITE :
                                ::resilience::__private::Site < ::resilience::Bulkhead > =
                                ::resilience::__private::Site::new(| |
                                ::resilience::__private::own(::resilience::Bulkhead::builder()
                                .max_concurrent(10), ::core::any::type_name_of_val(&
                                __resilience_here), "fetch")); & __RESILIENCE_SITE } .get())
                                . await; const _ : () = (); let timeout = match { fn
                                __resilience_here() {} static __RESILIENCE_SITE :
                                ::resilience::__private::Site < ::resilience::Timeout > =
                                ::resilience::__private::Site::new(| |
                                ::resilience::Timeout::builder()
                                .limit(::core::time::Duration::new(5u64, 0u32))
                                .name(::resilience::__private::default_name(::core::any::type_name_of_val(&
                                __resilience_here), "fetch")).build()); & __RESILIENCE_SITE
                                } .ready() { ::core::result::Result::Ok(timeout) => timeout,
                                ::core::result::Result::Err(rejected) => return < Result <
                                Item, ApiError > as ::resilience::__private::Refused >
                                ::refused(rejected), }; let body = ::core::pin::pin!(async
                                move { if false { return {
                                ::resilience::__private::returns:: < Result < Item, ApiError
                                > > () }; } const _ : () = (); client().get(id). await });
                                match ::resilience::__private::within:: < Result < Item,
                                ApiError >, _ > (timeout, body). await {
                                ::core::result::Result::Ok(value) => value,
                                ::core::result::Result::Err(rejected) => < Result < Item,
                                ApiError > as ::resilience::__private::Refused >
                                ::refused(rejected), } }
                            );
                            ::resilience::__private::watch::<
                                Result<Item, ApiError>,
                                _,
                                _,
                                _,
                                _,
                            >(&mut permit, body, ::resilience::__private::judge_error)
                                .await
                        }
                            .await
                    };
                    let error = match <Result<
                        Item,
                        ApiError,
                    > as ::resilience::__private::Fallible>::into_result(value) {
                        ::core::result::Result::Ok(value) => {
                            break <Result<
                                Item,
                                ApiError,
                            > as ::resilience::__private::Fallible>::from_result(
                                ::core::result::Result::Ok(value),
                            );
                        }
                        ::core::result::Result::Err(error) => error,
                    };
                    let wait = {
                        use ::resilience::__private::Seen as _;
                        let error = &error;
                        let source = ::resilience::__private::Source(error);
                        let rejection = (&&&&source).rejection();
                        attempts.next(rejection, || true)
                    };
                    match wait {
                        ::core::option::Option::Some(wait) => wait,
                        ::core::option::Option::None => {
                            break <Result<
                                Item,
                                ApiError,
                            > as ::resilience::__private::Fallible>::from_result(
                                ::core::result::Result::Err(error),
                            );
                        }
                    }
                };
                attempts.in_task(wait).await;
            }
        }
            .await,
        from_cache,
    )
}
