//! A clock that lags, simulated: what the word decides with it, and what it would decide had it
//! taken the reading for the present.

use super::gcra::{Bucket, Pace};
use super::word::{SharedWord, Verdict};
use crate::clock::Instant;
use std::time::Duration;

const MILLISECOND: u64 = 1_000_000;
/// Between two steps of the clock that lags.
const TICK: u64 = 4 * MILLISECOND;
const START: u64 = 1_000 * TICK;
const LAG: Duration = Duration::from_nanos(TICK);

struct Simulation {
    word: SharedWord,
    /// By how much readings are taken to lag at most: by nothing, for the naive rule.
    lag: Duration,
    granted: u32,
    precise_readings: u32,
}

impl Simulation {
    fn new(pace: &Pace, lag: Duration) -> Self {
        let (word, start) = (SharedWord::new(), Instant::from_nanos(START));
        word.open(Bucket::full(pace, start), pace, start);
        Self { word, lag, granted: 0, precise_readings: 0 }
    }

    /// One request in the present.
    fn ask(&mut self, now: u64) -> bool {
        let view = self.word.view();
        let coarse = now / TICK * TICK;
        let mut verdict = view.decide(Instant::from_nanos(coarse), self.lag, 1);
        if verdict == Verdict::AskPrecisely {
            self.precise_readings += 1;
            verdict = view.decide(Instant::from_nanos(now), Duration::ZERO, 1);
        }
        match verdict {
            Verdict::Admit(next) => {
                assert!(self.word.replace(&view, next));
                self.granted += 1;
                true
            }
            Verdict::Refuse(_) => false,
            other => panic!("{other:?}"),
        }
    }

    /// As many requests as it takes to be refused.
    fn drain(&mut self, now: u64) {
        while self.ask(now) {}
    }
}

/// One token in 40 µs, 100 at most: as many as come in one tick.
fn pace() -> Pace {
    Pace::new(25_000.0, Duration::from_secs(1), 100).unwrap()
}

/// What is granted in the two nanoseconds on both sides of a step of the clock.
fn granted_around_a_step(lag: Duration) -> u32 {
    let mut simulation = Simulation::new(&pace(), lag);
    simulation.drain(START + TICK - 1);
    simulation.drain(START + TICK);
    simulation.granted
}

#[test]
fn a_reading_taken_for_the_present_grants_200_of_a_burst_of_100() {
    assert_eq!(granted_around_a_step(Duration::ZERO), 200);
}

#[test]
fn a_reading_known_to_lag_grants_a_burst_of_100() {
    assert_eq!(granted_around_a_step(LAG), 100);
}

#[test]
fn in_the_long_run_nothing_is_granted_beyond_the_rate_nor_lost() {
    let mut simulation = Simulation::new(&pace(), LAG);
    // Steps that meet the ticks at every phase; a bucket that is never full for long.
    let (mut now, step) = (START, 70_001);
    while now < START + 1_000 * TICK {
        simulation.drain(now);
        now += step;
        let come = u32::try_from((now - START) / 40_000).unwrap();
        assert!(simulation.granted <= 100 + come, "{} of {come}", simulation.granted);
    }
    let come = u32::try_from((now - step - START) / 40_000).unwrap();
    assert_eq!(simulation.granted, 100 + come);
}

#[test]
fn a_reading_known_to_lag_decides_as_the_present_does_or_leaves_it_to_that() {
    let step = MILLISECOND / 4;
    let pace = pace();
    for full_in in (0..32).map(|steps| steps * step) {
        let full_at = Instant::from_nanos(START + full_in);
        let word = SharedWord::new();
        word.open(Bucket::full(&pace, full_at), &pace, Instant::from_nanos(START));
        let view = word.view();
        for now in (0..32).map(|steps| START + steps * step) {
            for tokens in [1, 2, 50, 99, 100] {
                let precise = view.decide(Instant::from_nanos(now), Duration::ZERO, tokens);
                for lag in (0..=TICK).step_by(usize::try_from(step).unwrap()) {
                    let coarse = view.decide(Instant::from_nanos(now - lag), LAG, tokens);
                    assert!(coarse == precise || coarse == Verdict::AskPrecisely);
                }
            }
        }
    }
}

#[test]
fn the_present_is_asked_for_only_near_a_full_or_an_empty_bucket() {
    // A token in a millisecond: five away from full is more than a tick.
    let pace = Pace::new(1_000.0, Duration::from_secs(1), 100).unwrap();
    let mut simulation = Simulation::new(&pace, LAG);
    for _ in 0..5 {
        simulation.ask(START);
    }
    assert_eq!(simulation.precise_readings, 5);
    while simulation.granted < 100 {
        simulation.ask(START);
    }
    assert_eq!(simulation.precise_readings, 5);
    simulation.ask(START);
    assert_eq!(simulation.precise_readings, 6, "the next token may be there already");
}
