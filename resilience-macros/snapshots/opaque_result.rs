fn lines(path: &Path) -> io::Result<impl Iterator<Item = String> + use<>> {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "lines",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            io::Result<_>,
            _,
        >(
            move || -> io::Result<_> { Ok(read(path)?.into_iter()) },
            ::resilience::__private::judge_error,
        )
}
