use resilience::rate_limiter;

const BLOCKING: bool = true;

#[rate_limiter(blocking = BLOCKING)]
fn constant() -> u32 {
    1
}

#[rate_limiter(blocking = 0)]
fn number() -> u32 {
    2
}

#[rate_limiter(blocking = !true, fallback = |_| 3)]
fn expression() -> u32 {
    3
}

#[rate_limiter(blocking)]
fn bare() -> u32 {
    4
}

fn main() {
    let _: u32 = constant() + number() + expression() + bare();
}
