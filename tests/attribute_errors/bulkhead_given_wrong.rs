use resilience::{RateLimiter, Rejected, bulkhead};

#[bulkhead(bulkhead = limiter)]
fn of_another_type(limiter: &RateLimiter) -> Result<f64, Rejected> {
    Ok(limiter.rate())
}

#[bulkhead(bulkhead = pool)]
async fn unknown() -> Result<u32, Rejected> {
    Ok(1)
}

fn main() {}
