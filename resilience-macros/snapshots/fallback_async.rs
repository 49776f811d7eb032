async fn load(id: u32) -> Result<Item, ApiError> {
    ::resilience::__private::or_else_async::<
        Result<Item, ApiError>,
        _,
    >(
            async move {
                if false {
                    return {
                        ::resilience::__private::returns::<Result<Item, ApiError>>()
                    };
                }
                const _: () = ();
                client().get(id).await
            }
                .await,
            from_replica,
        )
        .await
}
