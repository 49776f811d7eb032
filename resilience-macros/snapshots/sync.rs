/// Fetches an item.
pub fn fetch(id: u32) -> Result<Item, ApiError> {
    {
        fn here() {}
        static SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            &here,
            "fetch",
        ));
        &SITE
    }
        .call::<
            Result<Item, ApiError>,
            _,
        >(
            move || -> Result<Item, ApiError> { Ok(client().get(id)?) },
            |error| ::resilience::__private::judge(error, |_| false),
        )
}
