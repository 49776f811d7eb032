async fn tick() {
    {
        let limiter = {
            fn __resilience_here() {}
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::RateLimiter,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                ::resilience::RateLimiter::builder(),
                ::core::any::type_name_of_val(&__resilience_here),
                "tick",
            ));
            &__RESILIENCE_SITE
        }
            .get();
        let waiting = ::resilience::__private::wait_async(limiter);
        waiting.await;
    }
    const _: () = ();
    log().await
}
