use crate::support::{NANO, RESET, builder, due, fail, is_rejected, secs, succeed, trip};
use resilience::{CircuitState, ManualClock, Outcome, Rejected};
use std::time::Duration;

#[test]
fn exactly_as_many_probes_as_slots_are_admitted() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(3));
    let permits: Vec<_> = (0..3).map(|_| breaker.try_acquire().unwrap()).collect();
    let rejected = breaker.try_acquire().unwrap_err();
    let Rejected::CircuitOpen(open) = &rejected else { panic!("{rejected:?}") };
    assert_eq!((open.remaining(), open.retry_after()), (Duration::ZERO, None));
    assert!(rejected.to_string().contains("half-open"), "{rejected}");
    drop(permits);
}

#[test]
fn whoever_opens_the_gate_takes_a_slot_like_anybody_else() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    let probe = breaker.try_acquire().unwrap();
    assert!(is_rejected(&breaker));
    probe.success();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn as_many_successes_as_the_threshold_close() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).success_threshold(3));
    for _ in 0..3 {
        assert_eq!(breaker.state(), CircuitState::HalfOpen);
        succeed(&breaker).unwrap();
    }
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 0));
}

#[test]
fn the_threshold_is_the_number_of_slots_unless_set() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(2));
    succeed(&breaker).unwrap();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    succeed(&breaker).unwrap();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn no_more_probes_are_in_flight_than_successes_are_wanted() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(5).success_threshold(2));
    let (first, second) = (breaker.try_acquire().unwrap(), breaker.try_acquire().unwrap());
    assert!(is_rejected(&breaker));
    first.success();
    assert!(is_rejected(&breaker));
    second.ignore();
    breaker.try_acquire().unwrap().success();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn the_first_failure_reopens_at_once_for_a_whole_open_time() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(3));
    time.advance(secs(7));
    let other = breaker.try_acquire().unwrap();
    fail(&breaker).unwrap_err();
    assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Open, RESET));
    other.success(); // late
    assert_eq!(breaker.stats().late_results, 1);
}

#[test]
fn a_probe_that_is_dropped_or_ignored_gives_its_slot_back() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    for _ in 0..100 {
        drop(breaker.try_acquire().unwrap());
        breaker.try_acquire().unwrap().ignore();
        breaker.call_with(|| (), |()| Outcome::Ignored).unwrap();
    }
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    assert_eq!((breaker.stats().abandoned_calls, breaker.stats().ignored_calls), (100, 200));
}

#[tokio::test]
async fn a_cancelled_probe_gives_its_slot_back() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    for _ in 0..10 {
        let call = breaker.call_async(std::future::pending::<Result<(), ()>>);
        let mut call = Box::pin(call);
        assert!(futures_poll(&mut call).is_none());
        assert!(is_rejected(&breaker));
        drop(call);
    }
    assert_eq!(breaker.stats().abandoned_calls, 10);
    succeed(&breaker).unwrap();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

/// Polls once.
fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::Pin::new(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}

#[test]
fn probes_that_never_end_lose_their_slots_after_the_probe_timeout() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(2).probe_timeout(secs(10)));
    let hung = (breaker.try_acquire().unwrap(), breaker.try_acquire().unwrap());
    time.advance(secs(10) - NANO);
    assert!(is_rejected(&breaker));
    time.advance(NANO);
    let fresh = (breaker.try_acquire().unwrap(), breaker.try_acquire().unwrap());
    assert!(is_rejected(&breaker), "both slots are free again, and no third");
    drop(hung); // frees nothing
    assert!(is_rejected(&breaker));
    fresh.0.success();
    fresh.1.success();
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(breaker.stats().state_changes, 3, "taking slots back is no transition");
}

#[test]
fn the_probe_timeout_is_the_reset_timeout_unless_set() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    let _hung = breaker.try_acquire().unwrap();
    time.advance(RESET - NANO);
    assert!(is_rejected(&breaker));
    time.advance(NANO);
    assert!(breaker.try_acquire().is_ok());
}

#[test]
fn any_probe_that_comes_or_goes_starts_the_probe_timeout_anew() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(2).probe_timeout(secs(10)));
    let _hung = breaker.try_acquire().unwrap();
    time.advance(secs(9));
    let other = breaker.try_acquire().unwrap(); // comes
    time.advance(secs(9));
    other.success(); // goes
    time.advance(secs(9));
    assert!(is_rejected(&breaker), "one slot and one success make the threshold");
    time.advance(secs(1));
    assert!(breaker.try_acquire().is_ok());
}

#[test]
fn a_probe_without_its_slot_still_has_its_say() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).success_threshold(2));
    let slow = breaker.try_acquire().unwrap();
    time.advance(RESET);
    let fresh = breaker.try_acquire().unwrap();
    slow.success(); // counts, frees nothing
    assert!(is_rejected(&breaker));
    fresh.success();
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!((breaker.stats().successful_calls, breaker.stats().late_results), (2, 0));
}

#[test]
fn a_dependency_slower_than_the_probe_timeout_can_close_its_breaker() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).success_threshold(3).probe_timeout(secs(1)));
    let probes: Vec<_> = (0..3)
        .map(|_| {
            let probe = breaker.try_acquire().unwrap();
            time.advance(secs(1));
            probe
        })
        .collect();
    probes.into_iter().for_each(resilience::Permit::success);
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn the_failure_of_a_probe_without_its_slot_reopens() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    let slow = breaker.try_acquire().unwrap();
    time.advance(RESET);
    let _fresh = breaker.try_acquire().unwrap();
    slow.failure();
    assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Open, RESET));
}

#[test]
fn the_result_of_a_probe_without_its_slot_does_not_renew_the_probe_timeout() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).success_threshold(3).probe_timeout(secs(10)));
    let slow = breaker.try_acquire().unwrap();
    time.advance(secs(10));
    let _hung = breaker.try_acquire().unwrap();
    time.advance(secs(9));
    slow.success();
    time.advance(secs(1));
    assert!(breaker.try_acquire().is_ok());
}

#[test]
fn a_probe_timeout_of_the_longest_duration_never_frees_a_slot() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).probe_timeout(Duration::MAX));
    let hung = breaker.try_acquire().unwrap();
    time.advance(Duration::MAX);
    assert!(is_rejected(&breaker));
    hung.success();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_closed_breaker_starts_a_new_streak() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    succeed(&breaker).unwrap();
    fail(&breaker).unwrap_err();
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 1));
    trip(&breaker);
    assert_eq!(breaker.failure_count(), 3);
}

#[test]
fn ten_thousand_threads_at_the_gate_get_exactly_the_slots_there_are() {
    const SLOTS: u32 = 7;
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).half_open_max_calls(SLOTS));
    let permits = std::sync::Mutex::new(Vec::new());
    let gate = std::sync::RwLock::new(());
    let closed = gate.write().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..10_000 {
            std::thread::Builder::new()
                .stack_size(64 * 1024)
                .spawn_scoped(scope, || {
                    drop(gate.read().unwrap());
                    if let Ok(permit) = breaker.try_acquire() {
                        permits.lock().unwrap().push(permit);
                    }
                })
                .unwrap();
        }
        drop(closed);
    });
    assert_eq!(permits.into_inner().unwrap().len(), SLOTS as usize);
    assert_eq!(breaker.stats().rejected_calls, 10_000 - u64::from(SLOTS));
}
