use resilience::rate_limiter;

#[rate_limiter(limiter = missing_limiter)]
fn limiter() -> u32 {
    1
}

#[rate_limiter(key = missing_key)]
async fn key(id: u32) -> u32 {
    id
}

#[rate_limiter(timeout = 1, fallback = missing_function)]
fn fallback() -> u32 {
    3
}

#[rate_limiter(rate = MISSING)]
fn rate() -> u32 {
    4
}

fn main() {
    let _ = (limiter(), key(1), fallback(), rate());
}
