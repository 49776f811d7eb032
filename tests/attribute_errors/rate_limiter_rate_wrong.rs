use resilience::rate_limiter;

#[rate_limiter(rate = 0)]
fn zero() -> u32 {
    1
}

#[rate_limiter(rate = 0.0, burst = 0)]
fn zero_point_zero() -> u32 {
    2
}

#[rate_limiter(rate = -1, burst = -1)]
fn negative() -> u32 {
    3
}

#[rate_limiter(rate = 1e999, burst = 4294967296)]
fn too_large() -> u32 {
    4
}

#[rate_limiter(rate = 100u64, burst = 5.0)]
fn suffixed() -> u32 {
    5
}

#[rate_limiter(rate = 100ms)]
fn with_a_unit() -> u32 {
    6
}

#[rate_limiter(rate = "100/min", burst = "5")]
fn text() -> u32 {
    7
}

fn main() {
    let sums = [zero(), zero_point_zero(), negative(), too_large()];
    let _: (u32, u32, u32, [u32; 4]) = (suffixed(), with_a_unit(), text(), sums);
}
