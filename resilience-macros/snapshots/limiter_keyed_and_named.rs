fn call(id: u32) -> Item {
    {
        let limiter = {
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::KeyedRateLimiter,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::shared(
                ::resilience::RateLimiter::builder()
                    .name(::resilience::__private::text("users"))
                    .keyed(),
            ));
            &__RESILIENCE_SITE
        }
            .get();
        ::resilience::__private::wait_keyed(limiter, &(id));
    }
    const _: () = ();
    client().get(id)
}
