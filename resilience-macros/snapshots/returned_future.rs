fn fetch(id: u32) -> impl Future<Output = Result<Item, ApiError>> {
    let future = ::resilience::__private::make(move || -> _ { client().get(id) });
    async move {
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
        let body = ::core::pin::pin!(future);
        ::resilience::__private::watch::<
            Result<Item, ApiError>,
            _,
            _,
            _,
            _,
        >(&mut permit, body, ::resilience::__private::judge_error)
            .await
    }
}
