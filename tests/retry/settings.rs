//! What may be written.

use crate::support::{NANO, TENTH};
use resilience::{Backoff, Jitter, Retry, RetryBudget, RetryBuilder};
use std::time::Duration;

fn problems(builder: RetryBuilder) -> Vec<String> {
    let error = builder.build().unwrap_err();
    assert!(error.to_string().starts_with("retry `"), "{error}");
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn everything_out_of_range_is_reported_at_once_with_its_place() {
    let backoff = Backoff::exponential(TENTH).factor(0.5).max(TENTH - NANO);
    let builder = Retry::builder().name("").max_attempts(0).backoff(backoff);
    let found = problems(builder.budget(RetryBudget::new(-0.1, 3)));
    let fields: Vec<_> = found.iter().map(|text| text.split(' ').next().unwrap()).collect();
    assert_eq!(fields, ["name", "max_attempts", "factor", "max", "ratio"]);
    assert!(found.iter().all(|problem| problem.contains("settings.rs:")), "{found:?}");
    assert!(found[1].ends_with("expected 1 to 4294967295"), "{found:?}");
    assert!(found[2].ends_with("expected a finite number of 1 or more"), "{found:?}");
    assert!(found[3].contains("expected at least 100ms"), "{found:?}");
    assert!(found[4].ends_with("expected a number from 0 to 1"), "{found:?}");
}

#[test]
fn a_factor_is_a_finite_number_of_one_or_more() {
    let with = |factor| Retry::builder().backoff(Backoff::exponential(TENTH).factor(factor));
    for wrong in [f64::NAN, -1.0, -0.0, 0.0, 0.999_999, f64::INFINITY, f64::NEG_INFINITY] {
        let found = problems(with(wrong));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with(&format!("factor = {wrong} (")), "{found:?}");
    }
    for right in [1.0, 1.000_001, 2.0, f64::MAX] {
        with(right).build().unwrap();
    }
}

#[test]
fn a_ratio_is_a_number_from_nought_to_one() {
    for wrong in [f64::NAN, -0.01, 1.01, f64::INFINITY, f64::NEG_INFINITY] {
        let found = problems(Retry::builder().budget(RetryBudget::new(wrong, 0)));
        assert!(found[0].starts_with(&format!("ratio = {wrong} (")), "{found:?}");
    }
    for right in [0.0, -0.0, f64::MIN_POSITIVE, 1.0] {
        Retry::builder().budget(RetryBudget::new(right, u32::MAX)).build().unwrap();
    }
}

#[test]
fn the_longest_wait_is_no_shorter_than_the_first() {
    for (first, max) in [(TENTH, TENTH), (Duration::ZERO, Duration::ZERO), (NANO, Duration::MAX)] {
        let backoff = Backoff::exponential(first).max(max);
        Retry::builder().backoff(backoff).build().unwrap();
    }
    let backoff = Backoff::exponential(Duration::MAX).max(TENTH);
    assert!(problems(Retry::builder().backoff(backoff))[0].starts_with("max = 100ms ("));
}

#[test]
fn the_ends_of_every_range_hold() {
    for attempts in [1, u32::MAX] {
        let retry = Retry::builder().max_attempts(attempts).build().unwrap();
        assert_eq!(retry.max_attempts(), attempts);
    }
}

#[test]
fn backoffs_are_values_that_can_stand_in_a_const() {
    const BACKOFF: Backoff =
        Backoff::exponential(TENTH).factor(3.0).max(Duration::from_secs(2)).jitter(Jitter::Equal);
    const CONSTANT: Backoff = Backoff::constant(TENTH);
    const NONE: Backoff = Backoff::none();
    for backoff in [BACKOFF, CONSTANT, NONE] {
        Retry::builder().backoff(backoff).build().unwrap();
    }
    assert_eq!(Jitter::default(), Jitter::Full);
}
