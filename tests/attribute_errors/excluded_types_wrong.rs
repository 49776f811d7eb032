use resilience::{Error, Rejected, circuit_breaker};
use std::fmt::{self, Display};
use std::io;

type Boxed = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug)]
enum ApiError {
    NotFound,
}

impl From<Rejected> for ApiError {
    fn from(_: Rejected) -> Self {
        Self::NotFound
    }
}

/// No error.
struct Text(&'static str);

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[circuit_breaker(excluded_types())]
fn empty() -> anyhow::Result<u32> {
    Ok(1)
}

#[circuit_breaker(excluded_types = io::Error)]
fn no_list() -> anyhow::Result<u32> {
    Ok(2)
}

#[circuit_breaker(excluded_types)]
fn nothing() -> anyhow::Result<u32> {
    Ok(3)
}

#[circuit_breaker(excluded_types(io::Error | fmt::Error))]
fn alternatives() -> anyhow::Result<u32> {
    Ok(4)
}

#[circuit_breaker(excluded_types("io::Error"))]
fn in_quotes() -> anyhow::Result<u32> {
    Ok(5)
}

#[circuit_breaker(excluded_types(ApiError))]
fn its_own_type() -> Result<u32, ApiError> {
    Ok(6)
}

#[circuit_breaker(excluded_types(io::Error))]
async fn holds_nothing() -> Result<u32, ApiError> {
    Ok(7)
}

#[circuit_breaker(excluded_types(ApiError::NotFound))]
fn a_variant() -> anyhow::Result<u32> {
    Ok(8)
}

#[circuit_breaker(excluded_types(Text))]
fn no_error() -> Result<u32, Boxed> {
    Ok(10)
}

#[circuit_breaker(excluded_types(io::Error))]
fn anyhow_beside_a_rejection() -> Result<u32, Error<anyhow::Error>> {
    Ok(11)
}

#[circuit_breaker(excluded_types(io::Error), failure_if = |answer| answer.0 == 12, fallback = |_| Answer(0))]
fn no_result() -> Answer {
    Answer(12)
}

struct Answer(u32);

fn main() {
    let _: anyhow::Result<u32> = empty().and(no_list()).and(nothing()).and(alternatives());
    let _: anyhow::Result<u32> = in_quotes().and(a_variant());
    let _ = (its_own_type(), holds_nothing(), no_error(), anyhow_beside_a_rejection());
    let _ = (no_result(), Text("text"));
}
