use resilience::fallback;

async fn from_replica(_: String) -> Result<u32, String> {
    Ok(7)
}

fn from_cache(_: String) -> Result<u32, String> {
    Ok(8)
}

#[fallback(async from_replica)]
fn on_a_thread() -> Result<u32, String> {
    Ok(1)
}

#[fallback(async |_| Ok(1))]
fn closure_on_a_thread() -> Result<u32, String> {
    Ok(1)
}

#[fallback(from_replica)]
async fn async_is_missing() -> Result<u32, String> {
    Ok(1)
}

#[fallback(async from_cache)]
async fn async_is_too_much() -> Result<u32, String> {
    Ok(1)
}

#[fallback(async)]
async fn only_async() -> Result<u32, String> {
    Ok(1)
}

fn main() {}
