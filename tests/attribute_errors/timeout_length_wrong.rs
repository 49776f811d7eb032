use resilience::{Rejected, timeout};

const SECONDS: f64 = 5.0;

#[timeout(0)]
async fn zero() -> Result<u32, Rejected> {
    Ok(1)
}

#[timeout("0ms")]
async fn zero_text() -> Result<u32, Rejected> {
    Ok(2)
}

#[timeout(-1.5)]
async fn negative() -> Result<u32, Rejected> {
    Ok(3)
}

#[timeout(5parsecs)]
async fn unit() -> Result<u32, Rejected> {
    Ok(4)
}

#[timeout("soon")]
async fn text() -> Result<u32, Rejected> {
    Ok(5)
}

#[timeout(true)]
async fn truth() -> Result<u32, Rejected> {
    Ok(6)
}

#[timeout(SECONDS)]
async fn constant() -> Result<u32, Rejected> {
    Ok(7)
}

#[timeout(5, 6)]
async fn two() -> Result<u32, Rejected> {
    Ok(8)
}

fn main() {}
