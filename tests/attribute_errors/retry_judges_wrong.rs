use resilience::retry;

#[derive(Debug)]
enum ApiError {
    NotFound,
    Status(u16),
}

fn takes_value(_: ApiError) -> bool {
    true
}

#[retry(retry_if = takes_value)]
fn by_value() -> Result<u32, ApiError> {
    Err(ApiError::NotFound)
}

#[retry(retry_if = |error| error)]
fn no_truth() -> Result<u32, ApiError> {
    Err(ApiError::Status(500))
}

#[retry(retry_if = true)]
fn no_callable() -> Result<u32, ApiError> {
    Err(ApiError::NotFound)
}

#[retry(give_up(ApiError::NotFuond))]
fn misspelt() -> Result<u32, ApiError> {
    Err(ApiError::NotFound)
}

#[retry(give_up = ApiError::NotFound)]
fn with_equals_sign() -> Result<u32, ApiError> {
    Err(ApiError::NotFound)
}

#[retry(give_up())]
fn empty() -> Result<u32, ApiError> {
    Err(ApiError::NotFound)
}

fn main() {}
