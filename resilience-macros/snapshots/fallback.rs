async fn fetch(id: u32, default: Item) -> Result<Item, ApiError> {
    let mut permit = match {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "fetch",
        ));
        &__RESILIENCE_SITE
    }
        .admit()
    {
        ::core::result::Result::Ok(permit) => permit,
        ::core::result::Result::Err(rejected) => {
            return ::core::result::Result::<
                Result<Item, ApiError>,
                _,
            >::unwrap_or_else(::core::result::Result::Err(rejected), |_| Ok(default));
        }
    };
    let body = ::core::pin::pin!(
        async move { if false { return { ::resilience::__private::returns:: < Result <
        Item, ApiError > > () }; } const _ : () = (); client().get(id). await }
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
