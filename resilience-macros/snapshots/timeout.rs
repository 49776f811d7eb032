async fn search(text: &str) -> Vec<Item> {
    let timeout = {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::Site<::resilience::Timeout> = ::resilience::__private::Site::new(||
        {
            ::resilience::Timeout::builder()
                .limit(::core::time::Duration::new(0u64, 250000000u32))
                .name(
                    ::resilience::__private::default_name(
                        ::core::any::type_name_of_val(&__resilience_here),
                        "search",
                    ),
                )
                .build()
        });
        &__RESILIENCE_SITE
    }
        .get();
    let body = ::core::pin::pin!(
        async move { if false { return { ::resilience::__private::returns:: < Vec < Item
        > > () }; } const _ : () = (); client().search(text). await }
    );
    match ::resilience::__private::within::<Vec<Item>, _>(timeout, body).await {
        ::core::result::Result::Ok(value) => value,
        ::core::result::Result::Err(_) => {
            ::resilience::__private::made_by::<Vec<Item>>(Vec::new)
        }
    }
}
/**The timeout that guards `search`.

# Panics

If its settings cannot hold, or contradict those of others with its name.*/
fn search_timeout() -> ::resilience::Timeout {
    {
        fn __resilience_here() {}
        static __RESILIENCE_SITE: ::resilience::__private::Site<::resilience::Timeout> = ::resilience::__private::Site::new(||
        {
            ::resilience::Timeout::builder()
                .limit(::core::time::Duration::new(0u64, 250000000u32))
                .name(
                    ::resilience::__private::default_name(
                        ::core::any::type_name_of_val(&__resilience_here),
                        "search",
                    ),
                )
                .build()
        });
        &__RESILIENCE_SITE
    }
        .access()
}
