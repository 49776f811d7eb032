//! Of `#[bulkhead]`, `#[timeout]`, `#[retry]` and `#[fallback]`.

use super::check;
use syn::parse_quote;

#[test]
fn bulkhead() {
    check(
        "bulkhead",
        &parse_quote! {
            #[bulkhead(max_concurrent = 10, max_wait = 250ms, name = "api_pool")]
            async fn fetch(id: u32) -> Result<Item, ApiError> {
                client().get(id).await
            }
        },
    );
}

#[test]
fn bulkhead_waits() {
    check(
        "bulkhead_waits",
        &parse_quote! {
            #[bulkhead(max_concurrent = 10)]
            fn resize(image: &[u8]) -> Vec<u8> {
                image.to_vec()
            }
        },
    );
}

#[test]
fn timeout() {
    check(
        "timeout",
        &parse_quote! {
            #[timeout("250ms", on_timeout = Vec::new, accessor = search_timeout)]
            async fn search(text: &str) -> Vec<Item> {
                client().search(text).await
            }
        },
    );
}

#[test]
fn retry() {
    check(
        "retry",
        &parse_quote! {
            #[retry(max_attempts = 5, budget = none, retry_if = is_transient, give_up(io::Error { .. }), by_ref(body))]
            fn send(&self, (id, mut text): (u32, String), sink: &mut Sink, body: Body) -> io::Result<Reply> {
                text.push('!');
                self.client.send(id, text, sink, body)
            }
        },
    );
}

#[test]
fn retry_in_task() {
    check(
        "retry_in_task",
        &parse_quote! {
            #[retry]
            async fn fetch(mut id: u32) -> Result<Item, ApiError> {
                id += 1;
                Ok(client().get(id).await?)
            }
        },
    );
}

#[test]
fn fallback() {
    check(
        "fallback_async",
        &parse_quote! {
            #[fallback(async from_replica)]
            async fn load(id: u32) -> Result<Item, ApiError> {
                client().get(id).await
            }
        },
    );
}

#[test]
fn all_six() {
    check(
        "all_six",
        &parse_quote! {
            #[fallback(from_cache)]
            #[retry]
            #[circuit_breaker]
            #[rate_limiter(timeout = 1)]
            #[bulkhead(max_concurrent = 10)]
            #[timeout(5)]
            async fn fetch(id: u32) -> Result<Item, ApiError> {
                client().get(id).await
            }
        },
    );
}
