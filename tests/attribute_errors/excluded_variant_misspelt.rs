use resilience::{Rejected, circuit_breaker};

#[derive(Debug)]
enum ApiError {
    NotFound,
    Status(u16),
    Rejected(Rejected),
}

impl From<Rejected> for ApiError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

const TEAPOT: ApiError = ApiError::Status(418);

#[circuit_breaker(excluded(ApiError::NotFund))]
fn misspelt() -> Result<u32, ApiError> {
    Ok(1)
}

#[circuit_breaker(excluded(NotFound))]
fn without_its_enum() -> Result<u32, ApiError> {
    Ok(2)
}

#[circuit_breaker(excluded(TEAPOT))]
fn constant() -> Result<u32, ApiError> {
    Ok(3)
}

#[circuit_breaker(excluded(std::io::ErrorKind::NotFound))]
async fn of_another_type() -> Result<u32, ApiError> {
    Ok(4)
}

fn main() {
    let _ = (ApiError::NotFound, TEAPOT, of_another_type());
    let _ = misspelt().and(without_its_enum()).and(constant());
}
