use resilience::{Rejected, retry};

#[retry(max_atempts = 3)]
fn misspelt() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(stop_after_attempt = 3, wait = 0.1, retry_on = is_transient)]
fn of_tenacity() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(attempts = 3, delay = 0.1, when = is_transient)]
fn of_others() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(max_retries = 3, ignore(ApiError::NotFound), timeout = 5)]
fn of_more() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(fallback = |_| Ok(1))]
fn of_our_own() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(max_attempts = 3, max_attempts = 4)]
fn twice() -> Result<u32, Rejected> {
    Ok(1)
}

fn main() {}
