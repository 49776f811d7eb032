//! Two attributes on one function: the upper one is the outer one.

use resilience::{Rejected, circuit_breaker, registry};

#[circuit_breaker(name = "outer", max_failures = 1)]
#[circuit_breaker(name = "inner", max_failures = 1)]
fn both() -> Result<(), Rejected> {
    Ok(())
}

#[circuit_breaker(name = "outermost")]
#[doc = "Something foreign in between."]
#[cfg_attr(all(), circuit_breaker(name = "middle"))]
#[circuit_breaker(name = "innermost")]
async fn three() -> Result<(), Rejected> {
    Ok(())
}

fn calls(name: &str) -> (u64, u64, u64) {
    let stats = registry().circuit_breaker(name).unwrap().stats();
    (stats.successful_calls, stats.ignored_calls, stats.rejected_calls)
}

#[test]
fn the_upper_attribute_is_the_outer_one() {
    both().unwrap();
    registry().circuit_breaker("inner").unwrap().force_open();
    assert_eq!(both().unwrap_err().name(), "inner");
    registry().circuit_breaker("outer").unwrap().force_open();
    assert_eq!(both().unwrap_err().name(), "outer");
    assert_eq!(calls("outer"), (1, 1, 1));
    assert_eq!(calls("inner"), (1, 0, 1));
}

#[tokio::test]
async fn three_deep_it_is_the_same() {
    three().await.unwrap();
    for name in ["innermost", "middle", "outermost"] {
        registry().circuit_breaker(name).unwrap().force_open();
        assert_eq!(three().await.unwrap_err().name(), name);
    }
    assert_eq!(calls("outermost"), (1, 2, 1));
    assert_eq!(calls("middle"), (1, 1, 1));
    assert_eq!(calls("innermost"), (1, 0, 1));
}
