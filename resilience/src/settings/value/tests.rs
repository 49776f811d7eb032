//! What is read, and what is not.

use super::*;

fn text(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

fn untyped(text: &str) -> Raw {
    Raw::Untyped(text.to_owned())
}

/// What stands there as a number, as text and in the environment.
fn all(number: i128) -> [Raw; 3] {
    [Raw::Integer(number), text(&number.to_string()), untyped(&format!(" {number} "))]
}

#[test]
fn a_whole_number_is_one_and_no_text() {
    assert_eq!(all(7).map(|raw| u32::read(&raw)), [Some(7), None, Some(7)]);
    assert_eq!(all(-1).map(|raw| u32::read(&raw)), [None; 3]);
    assert_eq!(all(-1).map(|raw| i32::read(&raw)), [Some(-1), None, Some(-1)]);
    assert_eq!(all(1 << 32).map(|raw| u32::read(&raw)), [None; 3]);
    for raw in [Raw::Float(7.0), Raw::Flag(true), untyped("7.0"), untyped("7 calls"), untyped("")] {
        assert_eq!((u32::read(&raw), usize::read(&raw)), (None, None), "{raw}");
    }
    assert_eq!(usize::read(&text("Unbounded")), Some(usize::MAX));
    assert_eq!(usize::read(&text("7")), None);
}

#[test]
fn a_number_may_have_a_fraction() {
    let read = |raw: Raw| f64::read(&raw);
    assert_eq!((read(Raw::Integer(2)), read(Raw::Float(0.55))), (Some(2.0), Some(0.55)));
    assert_eq!((read(untyped("1e3")), read(text("1.5"))), (Some(1000.0), None));
    for wrong in ["NaN", "inf", "-0.1", "1.1"] {
        let rate = read(untyped(wrong)).unwrap();
        assert!(!rate.is_in(Reals::Rate) && !rate.is_in(Reals::Share), "{wrong}");
    }
}

#[test]
fn a_length_is_a_number_of_seconds_or_a_text() {
    let read = |raw: Raw| Duration::read(&raw);
    for raw in [Raw::Integer(90), text("1m 30s"), untyped("1m 30s"), untyped("90"), text("90")] {
        assert_eq!(read(raw), Some(Duration::from_secs(90)));
    }
    assert_eq!(read(Raw::Float(0.25)), Some(Duration::from_millis(250)));
    assert_eq!(read(text(" NEVER ")), Some(Duration::MAX));
    let wrong = [
        Raw::Integer(-1),
        Raw::Integer(i128::MAX),
        Raw::Float(-0.1),
        Raw::Float(f64::NAN),
        Raw::Float(f64::INFINITY),
        Raw::Float(1e300),
        Raw::Flag(true),
        text("90 parsecs"),
        text(""),
    ];
    for raw in wrong {
        assert_eq!(read(raw.clone()), None, "{raw}");
    }
}

#[test]
fn truth_is_no_number_and_no_text_of_a_file() {
    let read = |raw: Raw| bool::read(&raw);
    assert_eq!((read(Raw::Flag(true)), read(untyped("FALSE"))), (Some(true), Some(false)));
    for raw in [Raw::Integer(1), text("true"), untyped("yes"), untyped("")] {
        assert_eq!(read(raw.clone()), None, "{raw}");
    }
}

#[test]
fn what_is_shown_can_be_read_again() {
    fn check<T: Value>(values: &[T]) {
        for value in values {
            assert_eq!(T::read(&untyped(&value.show())), Some(*value), "{}", value.show());
        }
    }
    check(&[0, 1, u32::MAX]);
    check(&[i32::MIN, 0, i32::MAX]);
    check(&[0, 1, usize::MAX - 1, usize::MAX]);
    check(&[0.1, 1e-9, 1e300, 2.0, f64::MIN_POSITIVE]);
    check(&[true, false]);
    let mut rng = fastrand::Rng::with_seed(3);
    let length = |_| Duration::new(rng.u64(..) >> rng.u32(..64), rng.u32(..1_000_000_000));
    check(&(0..1_000).map(length).collect::<Vec<_>>());
    check(&[1, 1_000, 1_500, 1_000_000, 999].map(Duration::from_nanos));
    check(&[Duration::ZERO, Duration::MAX, Duration::from_secs(u64::MAX)]);
}
