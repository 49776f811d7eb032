use resilience::{Error, circuit_breaker};

#[derive(Debug)]
enum ApiError {
    NotFound,
    Status(u16),
}

const TEAPOT: ApiError = ApiError::Status(418);

#[circuit_breaker(excluded())]
fn empty() -> Result<u32, Error<ApiError>> {
    Ok(1)
}

#[circuit_breaker(excluded = ApiError::NotFound)]
fn not_a_list() -> Result<u32, Error<ApiError>> {
    Ok(2)
}

#[circuit_breaker(excluded(ApiError::NotFound | ))]
fn half_a_pattern() -> Result<u32, Error<ApiError>> {
    Ok(3)
}

#[circuit_breaker(excluded(3 +))]
fn no_pattern() -> Result<u32, Error<ApiError>> {
    Ok(4)
}

fn main() {
    let _ = (ApiError::NotFound, TEAPOT);
    let _ = empty().and(not_a_list()).and(half_a_pattern()).and(no_pattern());
}
