#[inline]
fn get_mut(&mut self, index: usize) -> Result<&mut Item, ApiError> {
    {
        fn here() {}
        static SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder().probe_timeout(PROBE),
            &here,
            "get_mut",
        ));
        &SITE
    }
        .call::<
            Result<&mut Item, ApiError>,
            _,
        >(
            move || -> Result<&mut Item, ApiError> {
                self.items.get_mut(index).ok_or(ApiError::NotFound)
            },
            |error| ::resilience::__private::judge(error, |_| false),
        )
}
