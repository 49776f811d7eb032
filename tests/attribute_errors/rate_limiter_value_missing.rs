use resilience::rate_limiter;

#[rate_limiter(rate, per =, burst(5), timeout, limiter, key, name, accessor, crate, map_err, fallback)]
fn all_of_them() -> u32 {
    1
}

#[rate_limiter(rate 100, key: 3)]
fn without_equals_sign() -> u32 {
    2
}

fn main() {
    let _: u32 = all_of_them() + without_equals_sign();
}
