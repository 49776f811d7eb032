use resilience::rate_limiter;

#[rate_limiter(rte = 10)]
fn nearly() -> u32 {
    1
}

#[rate_limiter(colour = "red")]
fn far_off() -> u32 {
    2
}

#[rate_limiter(max_failures = 3)]
fn of_another_attribute() -> u32 {
    3
}

#[rate_limiter(100)]
fn no_argument() -> u32 {
    4
}

fn main() {
    let _: u32 = nearly() + far_off() + of_another_attribute() + no_argument();
}
