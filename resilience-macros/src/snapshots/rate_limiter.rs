//! Of `#[rate_limiter]`.

use super::check;
use syn::parse_quote;

#[test]
fn waits() {
    check(
        "limiter_waits",
        &parse_quote! {
            /// Calls the service.
            #[rate_limiter(rate = 100, per = 1min, burst = 5)]
            pub fn call(data: &Data) -> Reply {
                #![allow(unused_variables)]
                const PATH: &str = "/";
                client().get(PATH)
            }
        },
    );
}

#[test]
fn waits_in_task() {
    check(
        "limiter_waits_in_task",
        &parse_quote! {
            #[rate_limiter]
            async fn tick() {
                log().await
            }
        },
    );
}

#[test]
fn timeout() {
    check(
        "limiter_timeout",
        &parse_quote! {
            #[rate_limiter(timeout = 250ms)]
            fn call(&mut self) -> Result<&mut Item, ApiError> {
                self.items.first_mut().ok_or(ApiError::NotFound)
            }
        },
    );
}

#[test]
fn no_waiting() {
    check(
        "limiter_no_waiting",
        &parse_quote! {
            #[rate_limiter(name = "api", rate = RATE, blocking = false, accessor = call_limiter)]
            async fn call(id: u32) -> Result<Item, ApiError> {
                client().get(id).await
            }
        },
    );
}

#[test]
fn keyed() {
    check(
        "limiter_keyed",
        &parse_quote! {
            #[rate_limiter(key = user.id, timeout = PATIENCE)]
            async fn call(user: &User) -> Result<Item, ApiError> {
                client().get(user).await
            }
        },
    );
}

#[test]
fn keyed_and_named() {
    check(
        "limiter_keyed_and_named",
        &parse_quote! {
            #[rate_limiter(name = "users", key = id)]
            fn call(id: u32) -> Item {
                client().get(id)
            }
        },
    );
}

#[test]
fn given() {
    check(
        "limiter_given",
        &parse_quote! {
            #[rate_limiter(limiter = self.limiter, blocking = false)]
            fn call(&self) -> io::Result<impl Iterator<Item = String> + use<>> {
                self.client.lines()
            }
        },
    );
}

#[test]
fn map_err() {
    check(
        "limiter_map_err",
        &parse_quote! {
            #[rate_limiter(timeout = 0, map_err = |rejected| ApiError::Busy(rejected.retry_after()))]
            fn call() -> Result<Item, ApiError> {
                client().get()
            }
        },
    );
}

#[test]
fn fallback() {
    check(
        "limiter_fallback",
        &parse_quote! {
            #[rate_limiter(blocking = false, fallback = cached)]
            async fn call(id: u32) -> Option<Item> {
                client().get(id).await.ok()
            }
        },
    );
}

#[test]
fn boxed_future() {
    check(
        "limiter_boxed_future",
        &parse_quote! {
            #[rate_limiter(timeout = 2)]
            fn call<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<Item, ApiError>> + Send + 'a>> {
                Box::pin(async move { self.client.get().await })
            }
        },
    );
}

#[test]
fn returned_future() {
    check(
        "limiter_returned_future",
        &parse_quote! {
            #[rate_limiter(limiter = self.limiter)]
            fn call(&mut self, request: Request) -> BoxFuture<'static, Response> {
                let client = self.client.clone();
                Box::pin(async move { client.call(request).await })
            }
        },
    );
}

#[test]
fn keyed_returned_future() {
    check(
        "limiter_keyed_returned_future",
        &parse_quote! {
            #[rate_limiter(key = request.user, blocking = false)]
            fn call(request: Request) -> impl Future<Output = Result<Response, ApiError>> {
                client().call(request)
            }
        },
    );
}

#[test]
fn inside_a_breaker() {
    check(
        "limiter_inside_a_breaker",
        &parse_quote! {
            #[circuit_breaker]
            #[rate_limiter(timeout = 1)]
            fn call() -> Result<Item, ApiError> {
                client().get()
            }
        },
    );
}

#[test]
fn around_a_breaker() {
    check(
        "limiter_around_a_breaker",
        &parse_quote! {
            #[rate_limiter]
            #[circuit_breaker]
            fn call() -> Result<Item, ApiError> {
                client().get()
            }
        },
    );
}
