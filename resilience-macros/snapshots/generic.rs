async fn store<'a, T, E>(item: &'a T) -> Result<&'a T, E>
where
    T: Send + Sync,
    E: From<Rejected>,
{
    let site = {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::CircuitBreakerSite = ::resilience::__private::CircuitBreakerSite::new(||
        ::resilience::__private::own(
            ::resilience::CircuitBreaker::builder(),
            ::core::any::type_name_of_val(&__resilience_here),
            "store",
        ));
        &__RESILIENCE_SITE
    };
    let mut permit = match site.enter() {
        ::core::result::Result::Ok(permit) => permit,
        ::core::result::Result::Err(refusal) => {
            return site.refuse::<Result<&'a T, E>>(refusal);
        }
    };
    let body = ::core::pin::pin!(
        async move { if false { return { ::resilience::__private::returns:: < Result < &
        'a T, E > > () }; } const _ : () = (); Ok(item) }
    );
    ::resilience::__private::watch::<
        Result<&'a T, E>,
        _,
        _,
        _,
        _,
    >(&mut permit, body, ::resilience::__private::judge_error)
        .await
}
