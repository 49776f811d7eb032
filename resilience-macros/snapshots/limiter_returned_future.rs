fn call(&mut self, request: Request) -> BoxFuture<'static, Response> {
    let limiter = {
        let limiter = &(self.limiter);
        let limiter: &::resilience::RateLimiter = limiter;
        ::core::clone::Clone::clone(limiter)
    };
    let future = ::resilience::__private::make(move || -> BoxFuture<'static, Response> {
        let _ = &request;
        let _ = &self;
        const _: () = ();
        let client = self.client.clone();
        Box::pin(async move { client.call(request).await })
    });
    ::resilience::__private::Box::pin(async move {
        {
            let limiter = &limiter;
            let waiting = ::resilience::__private::wait_async(limiter);
            waiting.await;
        }
        future.await
    })
}
