async fn tick() {
    {
        let limiter = {
            fn here() {}
            static SITE: ::resilience::__private::Site<::resilience::RateLimiter> = ::resilience::__private::Site::new(||
            ::resilience::__private::own(
                ::resilience::RateLimiter::builder(),
                &here,
                "tick",
            ));
            &SITE
        }
            .get();
        let waiting = ::resilience::__private::wait_async(limiter);
        waiting.await;
    }
    const _: () = ();
    log().await
}
