use resilience::circuit_breaker;

#[derive(Debug)]
enum ApiError {
    NotFound,
}

impl From<std::num::ParseIntError> for ApiError {
    fn from(_: std::num::ParseIntError) -> Self {
        Self::NotFound
    }
}

type Reply<T> = Result<T, ApiError>;

#[circuit_breaker]
fn fetch(id: &str) -> Result<u32, ApiError> {
    Ok(id.parse()?)
}

#[circuit_breaker]
async fn fetch_later(id: &str) -> Result<u32, ApiError> {
    Ok(id.parse()?)
}

#[circuit_breaker(excluded(ApiError::NotFound))]
fn by_alias(id: &str) -> Reply<u32> {
    Ok(id.parse()?)
}

#[circuit_breaker(excluded_if = |error| matches!(error, ApiError::NotFound))]
async fn by_alias_later(id: &str) -> Reply<u32> {
    Ok(id.parse()?)
}

#[circuit_breaker]
fn text(id: &str) -> Result<u32, String> {
    id.parse().map_err(|_| String::from("no number"))
}

#[circuit_breaker]
fn unit(id: &str) -> Result<u32, ()> {
    id.parse().map_err(|_| ())
}

#[circuit_breaker]
fn generic<E: From<std::num::ParseIntError>>(id: &str) -> Result<u32, E> {
    Ok(id.parse()?)
}

fn main() {
    let _ = (fetch("1"), fetch_later("2"), by_alias("3"), by_alias_later("4"));
    let _ = (text("5"), unit("6"), generic::<ApiError>("7"));
}
