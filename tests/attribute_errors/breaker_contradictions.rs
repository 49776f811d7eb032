use resilience::{CircuitBreaker, Rejected, circuit_breaker};
use std::time::Duration;

const PAUSE: Duration = Duration::from_secs(30);

#[circuit_breaker(
    breaker = breaker,
    max_failures = 3,
    reset_timeout = PAUSE,
    half_open_max_calls = 2,
    success_threshold = 2,
    probe_timeout = 5,
    name = "payments",
    accessor = pay_breaker,
    excluded(_),
    excluded_if = |_| true
)]
fn given_and_made(breaker: &CircuitBreaker) -> Result<bool, Rejected> {
    Ok(breaker.is_open())
}

#[circuit_breaker(fallback = |_| Ok(3), map_err = |rejected| rejected)]
fn two_answers() -> Result<u32, Rejected> {
    Ok(3)
}

#[circuit_breaker(failure_if = |text| text.is_empty(), fallback = |_| String::new(), excluded(_))]
fn excluded_from_a_text() -> String {
    String::from("a")
}

#[circuit_breaker(
    excluded_types(std::io::Error),
    excluded_if = |_| true,
    failure_if = |count| *count == 0,
    fallback = |_| 0
)]
async fn excluded_from_a_number() -> u32 {
    5
}

#[circuit_breaker(failure_if = |_| false, fallback = |_| loop {})]
fn never() -> ! {
    loop {}
}

#[circuit_breaker(map_err = Some, fallback = Some, breaker = breaker, name = "six")]
fn all_at_once(breaker: &CircuitBreaker) -> u32 {
    6
}

fn main() {
    let breaker = CircuitBreaker::builder().build().unwrap();
    let _: Result<bool, Rejected> = given_and_made(&breaker);
    let _: Result<u32, Rejected> = two_answers();
    let _: String = excluded_from_a_text();
    let _ = async { excluded_from_a_number().await + all_at_once(&breaker) };
    let _: fn() -> ! = never;
}
