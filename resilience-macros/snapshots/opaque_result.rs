fn lines(path: &Path) -> io::Result<impl Iterator<Item = String> + use<>> {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            &__resilience_here,
            "lines",
        ));
        &__RESILIENCE_SITE
    }
        .call::<
            io::Result<_>,
            _,
        >(
            move || -> io::Result<_> { Ok(read(path)?.into_iter()) },
            |error| ::resilience::__private::judge(error, |_| false),
        )
}
