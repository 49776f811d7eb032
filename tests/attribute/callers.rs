//! `#[track_caller]` on annotated functions.

use resilience::{Rejected, circuit_breaker, rate_limiter};
use std::panic::Location;

type Place = &'static Location<'static>;

#[track_caller]
#[rate_limiter]
fn limited() -> Place {
    Location::caller()
}

#[rate_limiter(blocking = false)]
#[track_caller]
fn limited_or_not() -> Result<Place, Rejected> {
    Ok(Location::caller())
}

#[circuit_breaker]
#[track_caller]
fn guarded() -> Result<Place, Rejected> {
    Ok(Location::caller())
}

/// The way round it.
#[track_caller]
fn guarded_from_here() -> Result<Place, Rejected> {
    #[circuit_breaker]
    fn guarded(place: Place) -> Result<Place, Rejected> {
        Ok(place)
    }
    guarded(Location::caller())
}

#[test]
fn a_limiter_keeps_the_callers_place_and_a_breaker_loses_it() {
    assert_eq!(limited().line(), line!());
    assert_eq!(limited_or_not().unwrap().line(), line!());
    assert_ne!(guarded().unwrap().line(), line!());
    assert_eq!(guarded_from_here().unwrap().line(), line!());
}
