//! Attempts that will be made, and that none is left.

use crate::support::{Heard, SECOND};
use resilience::{Backoff, Event, ManualClock, Registry, Retry, RetryBudget, RetryEnd};

fn told(heard: &Heard) -> Vec<String> {
    heard.take_lines()
}

#[test]
fn attempts_and_the_end_of_them_are_told() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let retry = Retry::builder().name("r").max_attempts(3).backoff(Backoff::none());
    let retry = retry.clock(time.clock()).on_event(heard.ear()).build().unwrap();
    assert!(retry.call(|| "x".parse::<u32>()).is_err());
    let expected = [
        "retry `r` makes attempt 2 at once",
        "retry `r` makes attempt 3 at once",
        "retry `r` gives up after 3 attempts",
    ];
    assert_eq!(told(&heard), expected);
    assert!(retry.call(|| "1".parse::<u32>()).is_ok());
    assert_eq!(told(&heard), [""; 0]);
}

#[test]
fn the_wait_is_the_one_that_is_waited() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let retry = Retry::builder().name("r").max_attempts(2).clock(time.clock());
    let retry = retry.backoff(Backoff::constant(SECOND)).on_event(heard.ear()).build().unwrap();
    let waiting = std::thread::spawn(move || retry.call(|| "x".parse::<u32>()));
    while !waiting.is_finished() {
        time.advance(SECOND);
        std::thread::yield_now();
    }
    waiting.join().unwrap().unwrap_err();
    let all = heard.take();
    let Event::RetryScheduled { attempt, wait, .. } = &all[0] else { panic!("{all:?}") };
    assert_eq!((*attempt, *wait, all[0].kind(), all[0].name()), (2, SECOND, "retry", "r"));
}

#[test]
fn a_budget_that_is_spent_is_told_as_the_reason() {
    let (heard, names) = (Heard::default(), Registry::new());
    let retry = Retry::builder().name("r").max_attempts(9).backoff(Backoff::none());
    let retry = retry.budget(RetryBudget::new(0.0, 1)).register_in(&names).unwrap();
    names.retry("r").unwrap().on_event(heard.ear());
    assert!(retry.call(|| "x".parse::<u32>()).is_err());
    let all = heard.take();
    let ends: Vec<_> = all
        .iter()
        .filter_map(|event| match event {
            Event::RetryExhausted { attempts, end, .. } => Some((*attempts, *end)),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [(2, RetryEnd::Budget)]);
    assert_eq!(all.len(), 2);
}

#[test]
fn what_is_not_worth_another_attempt_is_no_end_of_them() {
    let heard = Heard::default();
    let retry = Retry::builder().name("r").max_attempts(1).on_event(heard.ear()).build().unwrap();
    let open = resilience::CircuitBreaker::builder().build().unwrap();
    open.force_open();
    assert!(retry.call(|| open.call(|| "1".parse::<u32>())).is_err());
    assert!(retry.call_if(|_| false, || Err::<(), _>("no")).is_err());
    assert_eq!(told(&heard), [""; 0]);
    assert!(retry.call_if(|_| true, || Err::<(), _>("yes")).is_err());
    assert_eq!(told(&heard), ["retry `r` gives up after 1 attempt"]);
}
