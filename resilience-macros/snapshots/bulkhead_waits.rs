fn resize(image: &[u8]) -> Vec<u8> {
    let _permit = ::resilience::__private::enter(
        {
            fn __resilience_here() {}
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::Bulkhead,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                ::resilience::Bulkhead::builder().max_concurrent(10),
                ::core::any::type_name_of_val(&__resilience_here),
                "resize",
            ));
            &__RESILIENCE_SITE
        }
            .get(),
    );
    const _: () = ();
    image.to_vec()
}
