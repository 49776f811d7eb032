use resilience::{RateLimiter, Rejected, rate_limiter};

#[rate_limiter(blocking = false, timeout = 2)]
fn waits_and_does_not() -> Result<u32, Rejected> {
    Ok(1)
}

#[rate_limiter(
    limiter = limiter,
    rate = 10,
    per = 1,
    burst = 5,
    name = "api",
    key = 3,
    accessor = the_limiter
)]
fn given_and_made(limiter: &RateLimiter) -> f64 {
    limiter.rate()
}

#[rate_limiter(timeout = 1, fallback = |_| Ok(3), map_err = |rejected| rejected)]
fn two_answers() -> Result<u32, Rejected> {
    Ok(3)
}

#[rate_limiter(fallback = |_| 4)]
fn never_turned_away() -> u32 {
    4
}

#[rate_limiter(blocking = true, map_err = |rejected| rejected)]
async fn never_turned_away_later() -> Result<u32, Rejected> {
    Ok(5)
}

#[rate_limiter(map_err = Some, fallback = Some, limiter = limiter, key = 1, blocking = false, timeout = 1)]
fn all_at_once(limiter: &RateLimiter) -> u32 {
    6
}

fn main() {
    let limiter = RateLimiter::builder().build().unwrap();
    let _: f64 = given_and_made(&limiter);
    let _: Result<u32, Rejected> = waits_and_does_not().and(two_answers());
    let _: u32 = never_turned_away() + all_at_once(&limiter);
    let _ = async { never_turned_away_later().await.map(|number| number + 1) };
}
