#[inline]
fn get_mut(&mut self, index: usize) -> Result<&mut Item, ApiError> {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder().probe_timeout(PROBE),
            ::core::any::type_name_of_val(&__resilience_here),
            "get_mut",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            Result<&mut Item, ApiError>,
            _,
        >(
            move || -> Result<&mut Item, ApiError> {
                let _ = &index;
                let _ = &self;
                const _: () = ();
                self.items.get_mut(index).ok_or(ApiError::NotFound)
            },
            ::resilience::__private::judge_error,
        )
}
