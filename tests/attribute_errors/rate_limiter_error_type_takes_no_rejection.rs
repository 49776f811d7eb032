use resilience::rate_limiter;

#[derive(Debug)]
struct ApiError;

#[rate_limiter(timeout = 1)]
fn sync() -> Result<u32, ApiError> {
    Ok(1)
}

#[rate_limiter(blocking = false)]
async fn later() -> Result<u32, String> {
    Ok(2)
}

// Nothing to take.
#[rate_limiter]
fn waits() -> Result<u32, ApiError> {
    Ok(3)
}

fn main() {
    let _: Result<u32, ApiError> = sync().and(waits());
    let _ = async { later().await.unwrap() + 1 };
}
