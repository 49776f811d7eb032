//! Default names, shared names, conflicts.

use resilience::{RateLimiter, Rejected, rate_limiter, registry};
use std::panic::catch_unwind;

struct Client;

impl Client {
    #[rate_limiter(accessor = get_limiter)]
    fn get(&self) {
        let Self = self;
    }
}

#[rate_limiter(key = 1)]
fn keyed() {}

#[rate_limiter]
fn shown<T: ToString>(value: &T) -> String {
    value.to_string()
}

#[test]
fn a_default_name_is_module_type_and_function() {
    Client.get();
    assert_eq!(Client::get_limiter().name(), "attribute::limiter::shared::Client::get");
    assert_eq!(Client::get_limiter().stats().total_acquired, 1);
    keyed();
    let keyed = registry().keyed_rate_limiter("attribute::limiter::shared::keyed").unwrap();
    assert_eq!(keyed.stats().total_acquired, 1);
}

#[test]
fn a_generic_function_shares_one_limiter() {
    assert_eq!((shown(&1), shown(&"a")), (String::from("1"), String::from("a")));
    let limiter = registry().rate_limiter("attribute::limiter::shared::shown").unwrap();
    assert_eq!(limiter.stats().total_acquired, 2);
}

#[rate_limiter(name = "shared", rate = 2, per = 1h, blocking = false)]
fn one() -> Result<(), Rejected> {
    Ok(())
}

#[rate_limiter(name = "shared", timeout = 1s)]
async fn two() -> Result<(), Rejected> {
    Ok(())
}

#[tokio::test]
async fn a_written_name_is_shared() {
    one().unwrap();
    two().await.unwrap();
    one().unwrap_err();
    assert_eq!(two().await.unwrap_err().name(), "shared");
    let limiter = RateLimiter::builder().name("shared").register().unwrap();
    assert_eq!((limiter.stats().total_acquired, limiter.stats().total_rejected), (2, 2));
}

#[rate_limiter(name = "contested rate", rate = 2)]
fn first_come() {}

#[rate_limiter(name = "contested rate", rate = 3, blocking = false)]
fn second_come() -> Result<(), Rejected> {
    Ok(())
}

#[rate_limiter(name = "contested rate", rate = 4)]
fn third_come() {}

#[test]
fn a_conflict_of_settings_is_told_with_both_places() {
    first_come();
    let Err(Rejected::Misconfigured(error)) = second_come() else { panic!("it ran") };
    assert_eq!(error.problems()[0].field, "rate");
    assert!(error.to_string().contains("shared.rs:"), "{error}");
    let text = catch_unwind(third_come).unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("contested rate"), "{text}");
    first_come();
}
