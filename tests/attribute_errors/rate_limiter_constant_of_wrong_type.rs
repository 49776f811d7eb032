use resilience::{Rejected, rate_limiter};
use std::time::Duration;

const MANY: u64 = 100;
const SECONDS: u32 = 60;
const MINUTE: Duration = Duration::from_secs(60);
const NAME: char = 'n';

#[rate_limiter(rate = MANY)]
fn rate() -> u32 {
    1
}

#[rate_limiter(rate = MINUTE)]
fn rate_of_duration() -> u32 {
    2
}

#[rate_limiter(per = SECONDS)]
fn per() -> u32 {
    3
}

#[rate_limiter(burst = MANY)]
fn burst() -> u32 {
    4
}

#[rate_limiter(timeout = SECONDS)]
fn timeout() -> Result<u32, Rejected> {
    Ok(5)
}

#[rate_limiter(timeout = SECONDS, key = 1)]
async fn timeout_later() -> Result<u32, Rejected> {
    Ok(6)
}

#[rate_limiter(name = NAME)]
fn name() -> u32 {
    7
}

#[rate_limiter(rate = rate)]
fn no_constant(rate: f64) -> f64 {
    rate
}

fn main() {
    let _ = (rate(), rate_of_duration(), per(), burst(), timeout(), timeout_later(), name());
    let _ = no_constant(1.0);
}
