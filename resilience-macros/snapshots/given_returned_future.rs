fn call(&mut self, request: Request) -> BoxFuture<'static, Result<Item, ApiError>> {
    let breaker = {
        let breaker = &(self.breaker());
        let breaker: &::resilience::CircuitBreaker = breaker;
        ::core::clone::Clone::clone(breaker)
    };
    let future = ::resilience::__private::make(move || -> BoxFuture<
        'static,
        Result<Item, ApiError>,
    > {
        let _ = &request;
        let _ = &self;
        const _: () = ();
        let client = self.client.clone();
        Box::pin(async move { client.call(request).await })
    });
    ::resilience::__private::Box::pin(async move {
        let mut permit = match {
            let breaker = &breaker;
            ::resilience::__private::admit(breaker)
        } {
            ::core::result::Result::Ok(permit) => permit,
            ::core::result::Result::Err(rejected) => {
                return <Result<
                    Item,
                    ApiError,
                > as ::resilience::__private::Judged>::from_result(
                    ::core::result::Result::map_err::<
                        <Result<
                            Item,
                            ApiError,
                        > as ::resilience::__private::Judged>::Error,
                        _,
                    >(::core::result::Result::Err(rejected), ApiError::Busy),
                );
            }
        };
        let body = ::core::pin::pin!(future);
        ::resilience::__private::watch::<
            Result<Item, ApiError>,
            _,
            _,
            _,
            _,
        >(&mut permit, body, ::resilience::__private::judge_error)
            .await
    })
}
