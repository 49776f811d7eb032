//! What is wrong in the body of a guarded function reads as it would without the attribute.

use resilience::{Rejected, circuit_breaker};

struct ApiError;

impl From<Rejected> for ApiError {
    fn from(_: Rejected) -> Self {
        Self
    }
}

type Reply = Result<u32, ApiError>;

#[circuit_breaker]
fn wrong_value() -> Reply {
    Ok("one")
}

#[circuit_breaker]
async fn wrong_value_later() -> Reply {
    Ok("one")
}

#[circuit_breaker]
fn wrong_error(text: &str) -> Reply {
    Ok(text.parse::<u32>()?)
}

#[circuit_breaker]
async fn wrong_error_later(text: &str) -> Reply {
    Ok(text.parse::<u32>()?)
}

#[circuit_breaker]
fn no_value(id: u32) -> Reply {
    Ok(id);
}

#[circuit_breaker]
async fn no_value_later(id: u32) -> Reply {
    Ok(id);
}

#[circuit_breaker]
fn early_return() -> Reply {
    if true {
        return 3;
    }
    Ok(1)
}

#[circuit_breaker]
async fn early_return_later() -> Reply {
    if true {
        return 3;
    }
    Ok(1)
}

fn main() {
    let _ = (wrong_value_later(), wrong_error_later("1"), no_value_later(2), early_return_later());
    let _: Reply =
        wrong_value().and(wrong_error("3")).and(no_value(4)).and(early_return());
}
