#[instrument]
async fn fetch() -> Result<Item, ApiError> {
    let site = {
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::shared(
            ::resilience::CircuitBreaker::builder()
                .name(::resilience::__private::text("outer")),
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
        async move { if false { return { ::resilience::__private::returns:: < Result <
        Item, ApiError > > () }; } const _ : () = (); let site = { fn __resilience_here()
        {} static __RESILIENCE_SITE : ::resilience::__private::CircuitBreakerSite =
        ::resilience::__private::CircuitBreakerSite::new(| |
        ::resilience::__private::own(::resilience::CircuitBreaker::builder(), &
        __resilience_here, "fetch")); & __RESILIENCE_SITE }; let mut permit = match site
        .enter() { ::core::result::Result::Ok(permit) => permit,
        ::core::result::Result::Err(refusal) => return site.refuse:: < Result < Item,
        ApiError > > (refusal), }; let body = ::core::pin::pin!(async move { if false {
        return { ::resilience::__private::returns:: < Result < Item, ApiError > > () }; }
        const _ : () = (); client().get(). await }); ::resilience::__private::watch:: <
        Result < Item, ApiError >, _, _, _, _ > (& mut permit, body, | error |
        ::resilience::__private::judge(error, | _ | false)). await }
    );
    ::resilience::__private::watch::<
        Result<Item, ApiError>,
        _,
        _,
        _,
        _,
    >(&mut permit, body, |error| ::resilience::__private::judge(error, |_| false))
        .await
}
