use resilience::{Rejected, timeout};

#[timeout]
async fn nothing_at_all() -> Result<u32, Rejected> {
    Ok(1)
}

#[timeout()]
async fn empty() -> Result<u32, Rejected> {
    Ok(2)
}

#[timeout(on_timeout = || Ok(3))]
async fn all_but_the_length() -> Result<u32, Rejected> {
    Ok(3)
}

#[timeout(name = "late", 5.0)]
async fn last() -> Result<u32, Rejected> {
    Ok(4)
}

#[timeout(limit = 5.0)]
async fn by_name() -> Result<u32, Rejected> {
    Ok(5)
}

#[timeout(seconds = 5.0)]
async fn by_another_name() -> Result<u32, Rejected> {
    Ok(6)
}

fn main() {}
