async fn fetch(mut id: u32) -> Result<Item, ApiError> {
    let mut attempts = ::resilience::__private::Attempts::new(
        {
            fn __resilience_here() {}
            static __RESILIENCE_SITE: ::resilience::__private::Site<
                ::resilience::Retry,
            > = ::resilience::__private::Site::new(|| ::resilience::__private::own(
                ::resilience::Retry::builder(),
                ::core::any::type_name_of_val(&__resilience_here),
                "fetch",
            ));
            &__RESILIENCE_SITE
        }
            .get(),
    );
    loop {
        let wait = {
            let value: Result<Item, ApiError> = {
                let id = ::resilience::__private::again(&mut id);
                async {
                    let mut id = id;
                    if false {
                        return {
                            ::resilience::__private::returns::<Result<Item, ApiError>>()
                        };
                    }
                    const _: () = ();
                    id += 1;
                    Ok(client().get(id).await?)
                }
                    .await
            };
            let error = match <Result<
                Item,
                ApiError,
            > as ::resilience::__private::Fallible>::into_result(value) {
                ::core::result::Result::Ok(value) => {
                    break <Result<
                        Item,
                        ApiError,
                    > as ::resilience::__private::Fallible>::from_result(
                        ::core::result::Result::Ok(value),
                    );
                }
                ::core::result::Result::Err(error) => error,
            };
            let wait = {
                use ::resilience::__private::Seen as _;
                let error = &error;
                let source = ::resilience::__private::Source(error);
                let rejection = (&&&&source).rejection();
                attempts.next(rejection, || true)
            };
            match wait {
                ::core::option::Option::Some(wait) => wait,
                ::core::option::Option::None => {
                    break <Result<
                        Item,
                        ApiError,
                    > as ::resilience::__private::Fallible>::from_result(
                        ::core::result::Result::Err(error),
                    );
                }
            }
        };
        attempts.in_task(wait).await;
    }
}
