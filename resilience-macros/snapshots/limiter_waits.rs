/// Calls the service.
pub fn call(data: &Data) -> Reply {
    #![allow(unused_variables)]
    if false {
        use ::resilience::__private::NoBox as _;
        ::resilience::__private::Returned::<Reply>::value().is_read();
    }
    {
        let limiter = {
            fn __resilience_here() {}
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::RateLimiter,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                ::resilience::RateLimiter::builder()
                    .rate(100f64)
                    .per(::core::time::Duration::new(60u64, 0u32))
                    .burst(5),
                ::core::any::type_name_of_val(&__resilience_here),
                "call",
            ));
            &__RESILIENCE_SITE
        }
            .get();
        ::resilience::__private::wait(limiter);
    }
    const _: () = ();
    const PATH: &str = "/";
    client().get(PATH)
}
