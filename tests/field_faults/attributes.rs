//! Attributes.

use resilience::{Error, Rejected, circuit_breaker, rate_limiter};
use std::str::FromStr;

#[circuit_breaker(max_failures = 1)]
fn parse<T: FromStr>(text: &str) -> Result<T, Error<T::Err>> {
    let value = text.parse::<T>().map_err(Error::Inner)?;
    Ok(value)
}

#[rate_limiter(rate = 2, per = 1h, blocking = false)]
fn parse_twice<T: FromStr>(text: &str) -> Result<T, Error<T::Err>> {
    let value = text.parse::<T>().map_err(Error::Inner)?;
    Ok(value)
}

#[test]
fn an_attribute_that_loses_question_marks_or_drops_generics() {
    assert_eq!(parse::<u8>("12").unwrap(), 12);
    assert!((parse::<f64>("1.5").unwrap() - 1.5).abs() < f64::EPSILON);
    assert!(matches!(parse::<u8>("x"), Err(Error::Inner(_))));
    assert!(matches!(parse::<u8>("12"), Err(Error::Rejected(Rejected::CircuitOpen(_)))));
    assert!((parse_twice::<f64>("1.5").unwrap() - 1.5).abs() < f64::EPSILON);
    assert!(matches!(parse_twice::<u8>("x"), Err(Error::Inner(_))));
    let refused = parse_twice::<u8>("12");
    assert!(matches!(refused, Err(Error::Rejected(Rejected::RateLimitExceeded(_)))));
}
