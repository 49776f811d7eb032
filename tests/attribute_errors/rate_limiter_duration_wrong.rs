use resilience::{Rejected, rate_limiter};

#[rate_limiter(per = 0)]
fn no_period() -> u32 {
    1
}

#[rate_limiter(per = -1, timeout = -1)]
fn negative() -> Result<u32, Rejected> {
    Ok(2)
}

#[rate_limiter(per = "minute", timeout = "never")]
fn words() -> Result<u32, Rejected> {
    Ok(3)
}

#[rate_limiter(per = 1/60, timeout = false)]
fn other() -> Result<u32, Rejected> {
    Ok(4)
}

// What follows from a `timeout` is no fault of its own.
#[rate_limiter(timeout = 5parsecs, map_err = |rejected| rejected)]
fn turned_away() -> Result<u32, Rejected> {
    Ok(5)
}

fn main() {
    let _: u32 = no_period();
    let _: Result<u32, Rejected> = negative().and(words()).and(other()).and(turned_away());
}
