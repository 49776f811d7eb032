use resilience::{Rejected, rate_limiter};
use std::io;

#[rate_limiter(timeout = 1, map_err = |rejected| rejected.to_string())]
fn wrong_error() -> io::Result<u32> {
    Ok(4)
}

#[rate_limiter(blocking = false, map_err = to_text)]
async fn wrong_error_of_path() -> io::Result<u32> {
    Ok(5)
}

#[rate_limiter(blocking = false, fallback = |_| "busy")]
fn wrong_value() -> u32 {
    6
}

#[rate_limiter(timeout = 1, fallback = to_text)]
async fn wrong_value_of_path() -> u32 {
    7
}

#[rate_limiter(timeout = 1, fallback = || 8)]
fn takes_nothing() -> u32 {
    8
}

#[rate_limiter(timeout = 1, map_err = from_number)]
fn takes_another() -> io::Result<u32> {
    Ok(9)
}

fn to_text(rejected: Rejected) -> String {
    rejected.to_string()
}

fn from_number(number: u32) -> io::Error {
    io::Error::other(number.to_string())
}

fn main() {
    let _ = (wrong_error(), wrong_value(), takes_nothing(), takes_another());
    let _ = (wrong_error_of_path(), wrong_value_of_path());
}
