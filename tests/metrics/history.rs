//! Any history of calls on all kinds: the page is what the statistics say, after every step.

use crate::page::{Page, Value, series};
use crate::task::Task;
use crate::world::{NAME, STATES, World};
use proptest::prelude::*;
use resilience::{Bulkhead, CircuitBreaker, Outcome, Permit};
use std::collections::BTreeSet;
use std::task::Poll;
use std::time::Duration;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A call through the breaker that ends so; `None`: it is given up.
    Call(Option<Outcome>),
    /// One that is in flight until the state may be another.
    Begin,
    End(usize, Outcome),
    Force,
    Disable,
    Reset,
    Take(u32),
    TakeFor(u8),
    WaitFor(u8),
    WaitForTokens(u32),
    Enter,
    WaitForPermit,
    Leave(usize),
    Resize(u32),
    Look(usize),
    Cancel(usize),
    Retry(u32),
    Advance(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let outcome =
        || prop::sample::select(vec![Outcome::Success, Outcome::Failure, Outcome::Ignored]);
    prop_oneof![
        4 => prop::option::weighted(0.9, outcome()).prop_map(Step::Call),
        2 => Just(Step::Begin),
        2 => (any::<usize>(), outcome()).prop_map(|(which, outcome)| Step::End(which, outcome)),
        1 => prop::sample::select(vec![Step::Force, Step::Disable]),
        1 => Just(Step::Reset),
        3 => (0..5_u32).prop_map(Step::Take),
        3 => (0..4_u8).prop_map(Step::TakeFor),
        2 => (0..4_u8).prop_map(Step::WaitFor),
        2 => (1..4_u32).prop_map(Step::WaitForTokens),
        3 => Just(Step::Enter),
        3 => Just(Step::WaitForPermit),
        3 => any::<usize>().prop_map(Step::Leave),
        1 => (1..4_u32).prop_map(Step::Resize),
        3 => any::<usize>().prop_map(Step::Look),
        1 => any::<usize>().prop_map(Step::Cancel),
        2 => (0..4_u32).prop_map(Step::Retry),
        4 => (0..1500_u64).prop_map(Step::Advance),
    ]
}

/// What is going on in the world.
#[derive(Default)]
struct Going {
    calls: Vec<Permit<CircuitBreaker>>,
    permits: Vec<Permit<Bulkhead>>,
    waits: Vec<Task<'static, Option<Permit<Bulkhead>>>>,
}

fn index<T>(which: usize, of: &[T]) -> Option<usize> {
    which.checked_rem(of.len())
}

fn key(which: u8) -> String {
    format!("secret {which}")
}

impl Going {
    fn apply(&mut self, step: Step, world: &World) {
        match step {
            Step::Call(outcome) => {
                let _ = world.breaker.try_acquire().map(|permit| match outcome {
                    Some(outcome) => permit.settle(outcome),
                    None => drop(permit),
                });
            }
            Step::Begin => self.calls.extend(world.breaker.try_acquire_owned()),
            Step::End(which, outcome) => {
                if let Some(which) = index(which, &self.calls) {
                    self.calls.swap_remove(which).settle(outcome);
                }
            }
            Step::Force => world.breaker.force_open(),
            Step::Disable => world.breaker.disable(),
            Step::Reset => world.breaker.reset(),
            Step::Take(tokens) => drop(world.limiter.n(tokens).try_acquire()),
            Step::TakeFor(which) => drop(world.keyed.try_acquire(&key(which))),
            Step::WaitFor(which) => {
                let keyed = world.keyed.clone();
                let wait = async move { keyed.acquire_async(&key(which)).await.err().map(drop) };
                self.begin(async { wait.await.and(None) });
            }
            Step::WaitForTokens(tokens) => {
                let limiter = world.limiter.clone();
                let wait = async move { limiter.n(tokens).acquire_async().await.err().map(drop) };
                self.begin(async { wait.await.and(None) });
            }
            Step::Enter => self.permits.extend(world.bulkhead.try_acquire_owned()),
            Step::WaitForPermit => {
                let bulkhead = world.bulkhead.clone();
                self.begin(async move { bulkhead.acquire_async_owned().await.ok() });
            }
            Step::Leave(which) => {
                drop(index(which, &self.permits).map(|which| self.permits.swap_remove(which)));
            }
            Step::Resize(permits) => world.bulkhead.set_max_concurrent(permits).unwrap(),
            Step::Look(which) => {
                if let Some(which) = index(which, &self.waits) {
                    let wait = self.waits.swap_remove(which);
                    self.look(wait);
                }
            }
            Step::Cancel(which) => {
                drop(index(which, &self.waits).map(|which| self.waits.swap_remove(which)));
            }
            Step::Retry(failures) => {
                let mut left = failures;
                let _ = world.retry.call_if(
                    |()| true,
                    || {
                        let goes_well = left == 0;
                        left = left.saturating_sub(1);
                        if goes_well { Ok(()) } else { Err(()) }
                    },
                );
            }
            Step::Advance(millis) => world.time.advance(Duration::from_millis(millis)),
        }
    }

    fn begin(&mut self, wait: impl Future<Output = Option<Permit<Bulkhead>>> + 'static) {
        self.look(Task::new(wait));
    }

    fn look(&mut self, mut wait: Task<'static, Option<Permit<Bulkhead>>>) {
        match wait.poll() {
            Poll::Ready(permit) => self.permits.extend(permit),
            Poll::Pending => self.waits.push(wait),
        }
    }
}

/// All that may stand in a label.
fn bounded() -> BTreeSet<String> {
    let mut known: BTreeSet<_> = STATES.map(|state| state.to_string()).into();
    known.insert(String::from(NAME));
    let kinds = ["circuit_breaker", "rate_limiter", "keyed_rate_limiter", "bulkhead"];
    let breaker = ["successful", "failed", "rejected", "ignored", "abandoned", "late"];
    let others = ["admitted", "cancelled"];
    known.extend(kinds.into_iter().chain(breaker).chain(others).map(String::from));
    known
}

proptest! {
    #[test]
    fn the_page_is_what_the_statistics_say(steps in prop::collection::vec(step(), 1..60)) {
        let (world, page, known) = (World::new(), Page::default(), bounded());
        let mut going = Going::default();
        for step in steps {
            going.apply(step, &world);
            // The page itself sees to it that no counter goes back.
            page.publish(&world.registry);
            let values = page.values();
            prop_assert_eq!(&values, &world.expected());
            let outcomes = ["successful", "failed", "rejected"];
            let sum: u64 = outcomes.iter().map(|outcome| {
                let labels =
                    [("kind", "circuit_breaker"), ("outcome", *outcome), ("policy", NAME)];
                let Value::Counter(calls) = values[&series("resilience_calls_total", &labels)]
                else { unreachable!("a counter") };
                calls
            }).sum();
            prop_assert_eq!(sum, world.breaker.stats().total_calls);
            let ones = values.iter().filter(|((name, _), value)| {
                name == "resilience_circuit_breaker_state" && **value == Value::Gauge(1.0)
            });
            prop_assert_eq!(ones.count(), 1);
            for (_, labels) in values.keys() {
                for (label, value) in labels {
                    prop_assert!(["kind", "outcome", "policy", "state"].contains(&label.as_str()));
                    prop_assert!(known.contains(value), "{}", value);
                }
            }
        }
    }
}
