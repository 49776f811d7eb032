use resilience::{Rejected, circuit_breaker};
use std::io;

#[circuit_breaker(map_err = |rejected| rejected.to_string())]
fn wrong_error() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(map_err = to_text)]
async fn wrong_error_of_path() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(fallback = |_| 3)]
fn fallback_without_ok() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(fallback = to_text)]
async fn wrong_value_of_path() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(fallback = || Ok(5))]
fn takes_nothing() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(fallback = of_an_error)]
fn takes_the_functions_own_error() -> io::Result<u32> {
    Ok(6)
}

#[circuit_breaker(fallback = async |_| Ok(7))]
async fn async_fallback() -> io::Result<u32> {
    Ok(7)
}

fn to_text(rejected: Rejected) -> String {
    rejected.to_string()
}

fn of_an_error(error: io::Error) -> io::Result<u32> {
    Err(error)
}

fn main() {
    let _ = (wrong_error(), fallback_without_ok(), takes_nothing());
    let _ = (wrong_error_of_path(), wrong_value_of_path(), takes_the_functions_own_error());
    let _ = async_fallback();
}
