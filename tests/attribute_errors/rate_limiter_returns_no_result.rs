use resilience::rate_limiter;
use std::future::Future;
use std::pin::Pin;

#[rate_limiter(blocking = false)]
fn number() -> u32 {
    1
}

#[rate_limiter(timeout = 1)]
fn nothing() {}

#[rate_limiter(timeout = 0)]
async fn option() -> Option<u32> {
    Some(3)
}

#[rate_limiter(timeout = 1, map_err = |_| "busy")]
fn with_map_err() -> bool {
    true
}

#[rate_limiter(timeout = 1, fallback = |_| panic!("busy"))]
fn never() -> ! {
    panic!("down")
}

#[rate_limiter(blocking = false)]
fn future() -> impl Future<Output = String> {
    async { String::new() }
}

#[rate_limiter(blocking = false)]
fn boxed() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {})
}

#[rate_limiter(timeout = 1)]
fn stream() -> impl Iterator<Item = u32> {
    [1].into_iter()
}

// Only the compiler sees through these.
type Reply = (u32, u32);

#[rate_limiter(blocking = false)]
fn alias() -> Reply {
    (1, 2)
}

#[rate_limiter(timeout = 1, map_err = |rejected| rejected.to_string())]
async fn alias_with_map_err() -> Reply {
    (1, 2)
}

fn main() {
    let _: (u32, bool, String, Reply) = (number(), with_map_err(), String::new(), alias());
    nothing();
    let _ = async { (option().await.unwrap_or(3), future().await.len(), boxed().await) };
    let _ = (stream().next(), alias_with_map_err(), never as fn() -> !);
}
