//! How waits are spread, observed from outside. Every attempt number up to the last:
//! `resilience/src/retry/backoff.rs`.

use crate::support::{NANO, Task, at_once, failing};
use proptest::prelude::*;
use resilience::{Backoff, Jitter, ManualClock, Retry};
use std::cell::{Cell, RefCell};
use std::future::ready;
use std::time::Duration;

const FIRST: Duration = Duration::from_nanos(200);

/// The waits of one call, found by letting time pass a nanosecond at a time.
fn waits(retry: &Retry, time: &ManualClock) -> Vec<u64> {
    let (attempts, began) = (Cell::new(0), Cell::new(time.elapsed()));
    let (mut op, waits) = (failing(&attempts), RefCell::new(Vec::new()));
    let mut call = Task::new(retry.call_async(|| {
        let wait = time.elapsed() - began.replace(time.elapsed());
        waits.borrow_mut().push(u64::try_from(wait.as_nanos()).unwrap());
        ready(op())
    }));
    loop {
        let before = call.wakes();
        if call.is_done() {
            break;
        }
        if call.wakes() == before {
            time.advance(NANO);
        }
    }
    drop(call);
    let mut waits = waits.into_inner();
    waits.remove(0); // before the first attempt there is none
    waits
}

fn retry(time: &ManualClock, jitter: Jitter, seed: u64) -> Retry {
    let backoff = Backoff::exponential(FIRST).max(FIRST * 8).jitter(jitter);
    at_once(8).backoff(backoff).clock(time.clock()).seed(seed).build().unwrap()
}

/// What the wait would be without jitter.
fn plain(n: usize) -> u64 {
    [200, 400, 800, 1600, 1600, 1600, 1600][n]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_jitter_keeps_its_bounds(seed in any::<u64>()) {
        let time = ManualClock::new();
        let observed = |jitter| waits(&retry(&time, jitter, seed), &time);
        let without = observed(Jitter::None);
        prop_assert_eq!(without.len(), 7);
        let decorrelated = observed(Jitter::Decorrelated);
        let (full, equal) = (observed(Jitter::Full), observed(Jitter::Equal));
        for n in 0..7 {
            prop_assert_eq!(without[n], plain(n));
            prop_assert!(full[n] <= plain(n), "{:?}", full);
            prop_assert!((plain(n) / 2..=plain(n)).contains(&equal[n]), "{:?}", equal);
            let before = if n == 0 { 200 } else { decorrelated[n - 1].max(200) };
            let most = (before * 3).min(1600);
            prop_assert!((200..=most).contains(&decorrelated[n]), "{:?}", decorrelated);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_waits_and_another_gives_others() {
    let time = ManualClock::new();
    for jitter in [Jitter::Full, Jitter::Equal, Jitter::Decorrelated] {
        let seeded = retry(&time, jitter, 7);
        let first = waits(&seeded, &time);
        assert_eq!(first, waits(&seeded, &time), "each call of it");
        assert_eq!(first, waits(&retry(&time, jitter, 7), &time));
        assert_ne!(first, waits(&retry(&time, jitter, 8), &time));
    }
}

#[test]
fn without_a_seed_two_calls_wait_differently() {
    let time = ManualClock::new();
    let backoff = Backoff::exponential(FIRST).factor(1.0);
    let retry = at_once(30).backoff(backoff).clock(time.clock()).build().unwrap();
    assert_ne!(waits(&retry, &time), waits(&retry, &time));
}

#[test]
fn full_jitter_spreads_evenly_over_all_of_the_wait() {
    let time = ManualClock::new();
    let backoff = Backoff::exponential(FIRST).factor(1.0);
    let retry = at_once(2001).backoff(backoff).clock(time.clock()).seed(1).build().unwrap();
    let waits = waits(&retry, &time);
    for tenth in 0..10 {
        let range = tenth * 20..(tenth + 1) * 20;
        let there = waits.iter().filter(|wait| range.contains(*wait)).count();
        assert!((140..=260).contains(&there), "{there} of 2000 in {range:?}");
    }
}

#[test]
fn decorrelated_jitter_spreads_evenly_from_the_first_wait_to_three_times_the_one_before() {
    let time = ManualClock::new();
    let backoff = Backoff::exponential(FIRST).jitter(Jitter::Decorrelated);
    let mut tenths = [0; 10];
    for seed in 0..300 {
        let retry = at_once(4).backoff(backoff).clock(time.clock()).seed(seed).build().unwrap();
        let mut before = 200;
        for wait in waits(&retry, &time) {
            let tenth = (wait - 200) * 10 / (3 * before - 200);
            tenths[usize::try_from(tenth).unwrap().min(9)] += 1;
            before = wait;
        }
    }
    assert!(tenths.iter().all(|there| (60..=120).contains(there)), "{tenths:?} of 900");
}
