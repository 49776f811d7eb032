use resilience::{Backoff, Rejected, retry};

#[retry(max_attempts = 0)]
fn none() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(max_attempts = "3")]
fn text() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(backoff = 0.1)]
fn backoff_number() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(backoff = 100ms)]
fn backoff_length() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(budget = 0.2)]
fn budget_number() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(budget = None)]
fn budget_none() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(backoff = Backoff::none)]
fn backoff_path() -> Result<u32, Rejected> {
    Ok(1)
}

#[retry(3)]
fn without_key() -> Result<u32, Rejected> {
    Ok(1)
}

fn main() {}
