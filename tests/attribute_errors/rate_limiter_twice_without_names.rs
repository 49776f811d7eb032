use resilience::{Rejected, circuit_breaker, rate_limiter};

#[rate_limiter(rate = 1)]
#[rate_limiter(rate = 100, per = 60)]
fn burst_and_sustained() -> u32 {
    1
}

#[rate_limiter]
#[circuit_breaker]
#[resilience::rate_limiter(rate = -1, timeout = 1)]
#[rate_limiter(name = "third")]
async fn three() -> Result<u32, Rejected> {
    Ok(2)
}

// One name is enough, and a limiter that was given has its own.
#[rate_limiter]
#[rate_limiter(name = "one")]
#[rate_limiter(limiter = LIMITER)]
fn named() -> u32 {
    3
}

static LIMITER: std::sync::LazyLock<resilience::RateLimiter> =
    std::sync::LazyLock::new(|| resilience::RateLimiter::builder().build().unwrap());

fn main() {
    let _ = (burst_and_sustained(), three(), named());
}
