async fn fetch(id: u32) -> Result<Item, ApiError> {
    let _permit = match 'admitted: {
        let bulkhead = match {
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::Bulkhead,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::shared(
                ::resilience::Bulkhead::builder()
                    .max_concurrent(10)
                    .max_wait(::core::time::Duration::new(0u64, 250000000u32))
                    .name(::resilience::__private::text("api_pool")),
            ));
            &__RESILIENCE_SITE
        }
            .ready()
        {
            ::core::result::Result::Ok(bulkhead) => bulkhead,
            ::core::result::Result::Err(rejected) => {
                break 'admitted ::core::result::Result::Err(rejected);
            }
        };
        bulkhead.acquire_async().await
    } {
        ::core::result::Result::Ok(permit) => permit,
        ::core::result::Result::Err(rejected) => {
            return <Result<
                Item,
                ApiError,
            > as ::resilience::__private::Refused>::refused(rejected);
        }
    };
    const _: () = ();
    client().get(id).await
}
