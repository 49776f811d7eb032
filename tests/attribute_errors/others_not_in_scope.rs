use resilience::{Rejected, fallback, retry, timeout};

#[timeout(5, on_timeout = late)]
async fn no_value() -> u32 {
    1
}

#[timeout(LENGTH)]
async fn no_length() -> Result<u32, Rejected> {
    Ok(2)
}

#[fallback(from_cache)]
fn no_fallback() -> Result<u32, String> {
    Ok(3)
}

#[retry(retry_if = is_transient, give_up(NotFound), backoff = Backoff::none())]
fn no_judges() -> Result<u32, Rejected> {
    Ok(4)
}

fn main() {}
