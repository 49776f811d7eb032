//! Default names, shared names, conflicts.

use resilience::{CircuitBreaker, ManualClock, Rejected, circuit_breaker, registry};

type Reply = Result<(), Rejected>;

#[circuit_breaker(accessor = free_breaker)]
fn free() -> Reply {
    Ok(())
}

#[circuit_breaker(accessor = free_async_breaker)]
async fn free_async() -> Reply {
    Ok(())
}

struct One;
struct Two<T>(T);

trait Get {
    fn fetch(&self) -> Reply;
    async fn later(&self) -> Reply;
}

impl One {
    #[circuit_breaker(accessor = get_breaker)]
    fn get(&self) -> Reply {
        let Self = self;
        Ok(())
    }
}

impl<T> Two<T> {
    #[circuit_breaker]
    fn get(&self) -> Reply {
        let _ = &self.0;
        Ok(())
    }
}

impl Get for One {
    #[circuit_breaker]
    fn fetch(&self) -> Reply {
        Ok(())
    }

    #[circuit_breaker]
    async fn later(&self) -> Reply {
        Ok(())
    }
}

#[circuit_breaker]
fn r#try() -> Reply {
    Ok(())
}

#[tokio::test]
async fn a_default_name_is_module_type_and_function() {
    assert_eq!(free_breaker().name(), "attribute::names::free");
    free().unwrap();
    assert_eq!(free_breaker().stats().successful_calls, 1, "the accessor gives the same guard");
    free_async().await.unwrap();
    assert_eq!(free_async_breaker().name(), "attribute::names::free_async");
    assert_eq!(free_async_breaker().stats().successful_calls, 1);
    One.get().unwrap();
    assert_eq!(One::get_breaker().stats().successful_calls, 1);
    Two(1).get().unwrap();
    Two("b").get().unwrap();
    One.fetch().unwrap();
    One.later().await.unwrap();
    r#try().unwrap();
    for (name, calls) in [
        ("attribute::names::One::get", 1),
        ("attribute::names::Two::get", 2),
        ("attribute::names::One::fetch", 1),
        ("attribute::names::One::later", 1),
        ("attribute::names::try", 1),
    ] {
        let breaker = registry().circuit_breaker(name).unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(breaker.stats().successful_calls, calls, "{name}");
    }
}

fn twins(which: u8) -> String {
    if which == 0 {
        #[circuit_breaker(accessor = inner_breaker)]
        fn inner() -> Reply {
            Ok(())
        }
        inner().unwrap();
        inner_breaker().name().to_owned()
    } else {
        #[circuit_breaker(accessor = inner_breaker)]
        fn inner() -> Reply {
            Ok(())
        }
        inner().unwrap();
        inner_breaker().name().to_owned()
    }
}

#[test]
fn a_default_name_that_is_taken_gets_its_place_appended() {
    assert_eq!(twins(0), "attribute::names::twins::inner");
    let second = twins(1);
    let place = second.strip_prefix("attribute::names::twins::inner @").unwrap();
    let (file, line) = place.rsplit_once(':').unwrap();
    assert!(file.ends_with("tests/attribute/names.rs"), "{file}");
    assert!(line.parse::<u32>().is_ok(), "{line}");
    assert_eq!(twins(1), second);
    assert_eq!(registry().circuit_breaker(&second).unwrap().stats().successful_calls, 2);
}

#[circuit_breaker(name = "shared", max_failures = 2)]
fn shared_sync(ok: bool) -> Result<(), resilience::Error<()>> {
    if ok { Ok(()) } else { Err(resilience::Error::Inner(())) }
}

#[circuit_breaker(name = "shared", reset_timeout = "1m 30s")]
async fn shared_async(ok: bool) -> Result<(), resilience::Error<()>> {
    if ok { Ok(()) } else { Err(resilience::Error::Inner(())) }
}

#[tokio::test]
async fn functions_that_write_the_same_name_share_one_guard() {
    shared_sync(false).unwrap_err();
    shared_async(false).await.unwrap_err();
    let breaker = registry().circuit_breaker("shared").unwrap();
    assert!(breaker.is_open());
    // Each wrote one value; both hold.
    let settings = breaker.settings();
    assert_eq!(settings.values[0].value, "2");
    assert_eq!(settings.values[1].value, "90s");
}

#[circuit_breaker(name = "contested", max_failures = 2)]
fn first_come() -> Reply {
    Ok(())
}

#[circuit_breaker(name = "contested", max_failures = 3)]
fn second_come() -> Reply {
    Ok(())
}

#[circuit_breaker(name = "contested", max_failures = 3, accessor = third_breaker)]
async fn third_come() -> Reply {
    Ok(())
}

#[tokio::test]
async fn a_conflict_of_settings_answers_every_call_and_names_both_places() {
    first_come().unwrap();
    for _ in 0..2 {
        let rejected = second_come().unwrap_err();
        let Rejected::Misconfigured(error) = &rejected else { panic!("{rejected:?}") };
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!((&*problem.field, &*problem.value), ("max_failures", "3"));
        assert!(problem.place.contains("names.rs:"), "{error}");
        assert!(problem.expected.starts_with("2, as written at "), "{error}");
        assert!(problem.expected.contains("names.rs:"), "{error}");
        assert_eq!((rejected.name(), rejected.retry_after()), ("contested", None));
    }
    assert!(matches!(third_come().await, Err(Rejected::Misconfigured(_))));
    let panic = std::panic::catch_unwind(third_breaker).unwrap_err();
    assert!(panic.downcast::<String>().unwrap().contains("max_failures = 3"));
    first_come().unwrap();
}

#[test]
fn nobody_shares_a_default_name_by_writing_it() {
    // Not a call: another test counts those.
    drop(free_breaker());
    let error = CircuitBreaker::builder().name("attribute::names::free").register().unwrap_err();
    assert_eq!(error.problems()[0].field, "name");
    assert!(error.to_string().contains("names.rs:"), "{error}");
}

#[test]
fn a_clock_of_its_own_conflicts_with_an_annotated_function() {
    first_come().unwrap();
    let time = ManualClock::new();
    let other = CircuitBreaker::builder().name("contested").clock(time.clock()).register();
    assert_eq!(other.unwrap_err().problems()[0].field, "clock");
}
