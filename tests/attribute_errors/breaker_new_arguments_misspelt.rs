use resilience::{CircuitBreaker, Rejected, circuit_breaker};

#[circuit_breaker(map_error = |rejected| rejected)]
fn map_error() -> Result<u32, Rejected> {
    Ok(1)
}

#[circuit_breaker(fall_back = |_| Ok(2))]
fn fall_back() -> Result<u32, Rejected> {
    Ok(2)
}

#[circuit_breaker(failed_if = |_| true, excluded_type(std::io::Error))]
fn failed_if() -> Result<u32, Rejected> {
    Ok(3)
}

#[circuit_breaker(braker = breaker)]
fn braker(breaker: &CircuitBreaker) -> Result<bool, Rejected> {
    Ok(breaker.is_open())
}

#[circuit_breaker(limiter = breaker, circuit_breaker = breaker)]
fn of_another_attribute(breaker: &CircuitBreaker) -> Result<bool, Rejected> {
    Ok(breaker.is_open())
}

#[circuit_breaker(fallback_fn = |_| 4, is_failure = |number| *number == 0)]
fn of_other_libraries() -> u32 {
    4
}

#[circuit_breaker(map_err, fallback =, failure_if, excluded_types, breaker =)]
fn without_values() -> Result<u32, Rejected> {
    Ok(5)
}

fn main() {
    let breaker = CircuitBreaker::builder().build().unwrap();
    let _: Result<u32, Rejected> = map_error().and(fall_back()).and(failed_if());
    let _: Result<bool, Rejected> = braker(&breaker).and(of_another_attribute(&breaker));
    let _: u32 = of_other_libraries() + without_values().unwrap();
}
