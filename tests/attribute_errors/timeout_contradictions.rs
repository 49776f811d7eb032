use resilience::{Rejected, timeout};

#[timeout(5, on_timeout = || Ok(1), fallback = |_| Ok(1))]
async fn two_values() -> Result<u32, Rejected> {
    Ok(1)
}

#[timeout(5, on_timeout = || Ok(2), map_err = |rejected| rejected)]
async fn a_value_and_an_error() -> Result<u32, Rejected> {
    Ok(2)
}

#[timeout(5, map_err = |rejected| rejected, fallback = |_| Ok(3))]
async fn an_error_and_a_value() -> Result<u32, Rejected> {
    Ok(3)
}

fn main() {}
