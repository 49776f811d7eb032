async fn fetch() -> Result<Item, Error<BoxError>> {
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
            return site.refuse::<Result<Item, Error<BoxError>>>(refusal);
        }
    };
    let body = ::core::pin::pin!(
        async move { if false { return { ::resilience::__private::returns:: < Result <
        Item, Error < BoxError > > > () }; } const _ : () = (); client().get(). await }
    );
    ::resilience::__private::watch_whole::<
        Result<Item, Error<BoxError>>,
        _,
        _,
        _,
    >(
            &mut permit,
            body,
            |value| {
                use ::resilience::__private::NoResult as _;
                let ignored = ::resilience::__private::Whole(value).is_rejection()
                    || ::resilience::__private::is_excluded(
                        value,
                        |error| (
                            match error {
                                Error::Rejected { .. } => true,
                                _ => false,
                            }
                                || {
                                    use ::resilience::__private::Dynamic as _;
                                    error.is::<io::Error>()
                                }
                                || {
                                    use ::resilience::__private::Dynamic as _;
                                    error.is::<TimeoutError>()
                                } || ::resilience::__private::ask(error, is_harmless)
                        ),
                    );
                ::resilience::__private::judge_whole(
                    ignored,
                    value,
                    |reply| reply.is_err(),
                )
            },
        )
        .await
}
