//! Of `#[circuit_breaker]`.

use super::check;
use syn::parse_quote;

#[test]
fn sync() {
    check(
        "sync",
        &parse_quote! {
            /// Fetches an item.
            #[circuit_breaker]
            pub fn fetch(id: u32) -> Result<Item, ApiError> {
                Ok(client().get(id)?)
            }
        },
    );
}

#[test]
fn asynchronous() {
    check(
        "async",
        &parse_quote! {
            #[circuit_breaker(max_failures = 3, reset_timeout = 30.5)]
            pub(crate) async fn fetch(id: u32) -> Result<Item, ApiError> {
                Ok(client().get(id).await?)
            }
        },
    );
}

#[test]
fn rates() {
    check(
        "rates",
        &parse_quote! {
            #[circuit_breaker(
                failure_rate = 0.5,
                window = "10s",
                minimum_calls = LIMIT,
                slow_call = 2s,
                slow_call_rate = RATE,
                reset_timeout_factor = 2,
                max_reset_timeout = 5min,
            )]
            fn fetch(id: u32) -> Result<Item, ApiError> {
                client().get(id)
            }
        },
    );
}

#[test]
fn method() {
    // What `Self` is nobody tells the macro.
    check(
        "method",
        &parse_quote! {
            #[circuit_breaker(probe_timeout = PROBE)]
            #[inline]
            fn get_mut(&mut self, index: usize) -> Result<&mut Item, ApiError> {
                self.items.get_mut(index).ok_or(ApiError::NotFound)
            }
        },
    );
}

#[test]
fn generic() {
    check(
        "generic",
        &parse_quote! {
            #[circuit_breaker]
            async fn store<'a, T, E>(item: &'a T) -> Result<&'a T, E>
            where
                T: Send + Sync,
                E: From<Rejected>,
            {
                Ok(item)
            }
        },
    );
}

#[test]
fn name_and_exclusions() {
    check(
        "name_and_exclusions",
        &parse_quote! {
            #[circuit_breaker(
                name = "payments",
                excluded(ApiError::NotFound, ApiError::Status(400..=499)),
                excluded_if = |error| error.is_harmless(),
            )]
            fn pay(amount: Amount) -> Result<Receipt, ApiError> {
                #![allow(unused_variables)]
                charge()
            }
        },
    );
}

#[test]
fn accessor() {
    check(
        "accessor",
        &parse_quote! {
            #[circuit_breaker(accessor = fetch_breaker, crate = crate::vendored::resilience)]
            #[cfg(feature = "client")]
            pub fn fetch() -> anyhow::Result<Item> {
                client().get()
            }
        },
    );
}

#[test]
fn opaque_result() {
    check(
        "opaque_result",
        &parse_quote! {
            #[circuit_breaker]
            fn lines(path: &Path) -> io::Result<impl Iterator<Item = String> + use<>> {
                Ok(read(path)?.into_iter())
            }
        },
    );
}

#[test]
fn returned_future() {
    check(
        "returned_future",
        &parse_quote! {
            #[circuit_breaker]
            fn fetch(id: u32) -> impl Future<Output = Result<Item, ApiError>> {
                client().get(id)
            }
        },
    );
}

#[test]
fn boxed_future() {
    check(
        "boxed_future",
        &parse_quote! {
            #[circuit_breaker]
            fn fetch<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<Item, ApiError>> + Send + 'a>> {
                Box::pin(async move { self.client.get().await })
            }
        },
    );
}

#[test]
fn stacked() {
    check(
        "stacked",
        &parse_quote! {
            #[circuit_breaker(name = "outer")]
            #[instrument]
            #[circuit_breaker]
            async fn fetch() -> Result<Item, ApiError> {
                client().get().await
            }
        },
    );
}

#[test]
fn given() {
    check(
        "given",
        &parse_quote! {
            #[circuit_breaker(breaker = self.breaker)]
            fn push(&mut self, item: Item) -> Result<&mut Item, ApiError> {
                self.items.push(item);
                self.items.last_mut().ok_or(ApiError::Empty)
            }
        },
    );
}

#[test]
fn given_returned_future() {
    check(
        "given_returned_future",
        &parse_quote! {
            #[circuit_breaker(breaker = self.breaker(), map_err = ApiError::Busy)]
            fn call(&mut self, request: Request) -> BoxFuture<'static, Result<Item, ApiError>> {
                let client = self.client.clone();
                Box::pin(async move { client.call(request).await })
            }
        },
    );
}

#[test]
fn fallback() {
    check(
        "fallback",
        &parse_quote! {
            #[circuit_breaker(fallback = |_| Ok(default))]
            async fn fetch(id: u32, default: Item) -> Result<Item, ApiError> {
                client().get(id).await
            }
        },
    );
}

#[test]
fn whole_value() {
    check(
        "whole_value",
        &parse_quote! {
            #[circuit_breaker(failure_if = |status| *status >= 500, fallback = |_| 503)]
            fn ping(host: &str) -> u16 {
                client().ping(host)
            }
        },
    );
}

#[test]
fn judged_in_every_way() {
    check(
        "judged_in_every_way",
        &parse_quote! {
            #[circuit_breaker(
                excluded(Error::Rejected),
                excluded_types(io::Error, TimeoutError),
                excluded_if = is_harmless,
                failure_if = |reply| reply.is_err(),
            )]
            async fn fetch() -> Result<Item, Error<BoxError>> {
                client().get().await
            }
        },
    );
}
