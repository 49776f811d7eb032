//! The contract's circuit breaker written down as plainly as can be: no packing, no atomics, every
//! permit known by an identity of its own.

use crate::reading::kind;
use crate::window::{Entry, Rates, Window};
use resilience::CircuitStats;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Success,
    Failure,
    Ignored,
    Abandoned,
    Panic,
}

pub(crate) enum State {
    Closed { streak: u32, window: Window },
    Open { since: u64 },
    HalfOpen { holders: BTreeSet<u64>, successes: u32, last_probe: u64 },
    ForcedOpen,
    Disabled,
    ShuttingDown,
}

const CLOSED: State = State::Closed { streak: 0, window: Window::EMPTY };

/// Far from nought, so that the clock can be turned back.
const START: u64 = 1 << 60;

#[derive(Clone, Copy)]
pub(crate) struct Permit {
    identity: u64,
    /// The number of the state it was issued in; `None`: disabled.
    issued_in: Option<u64>,
    began: u64,
}

/// What a model goes by.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// `None`: no streak opens it.
    pub(crate) max_failures: Option<u32>,
    pub(crate) slots: u32,
    pub(crate) threshold: u32,
    pub(crate) reset_timeout: u64,
    pub(crate) probe_timeout: u64,
    pub(crate) rates: Option<Rates>,
}

pub(crate) struct Model {
    pub(crate) rules: Rules,
    pub(crate) now: u64,
    /// The latest time there ever was: what windows and lengths of calls go by.
    pub(crate) latest: u64,
    pub(crate) state: State,
    /// Counts the states that began, resets of a closed one included.
    states: u64,
    permits: u64,
    /// Those that had slots when it was shut, if it was half-open then.
    last_probes: Option<BTreeSet<u64>>,
    pub(crate) tripped_at: u32,
    pub(crate) stats: CircuitStats,
}

impl Model {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            now: START,
            latest: START,
            state: CLOSED,
            states: 0,
            permits: 0,
            last_probes: None,
            tripped_at: 0,
            stats: CircuitStats::default(),
        }
    }

    pub(crate) fn advance(&mut self, nanos: u64) {
        self.now += nanos;
        self.latest = self.latest.max(self.now);
    }

    pub(crate) fn rewind(&mut self, nanos: u64) {
        self.now -= nanos;
    }

    pub(crate) fn acquire(&mut self) -> Option<Permit> {
        self.half_open_if_due();
        let identity = self.permits;
        let (slots, threshold, now) = (self.rules.slots, self.rules.threshold, self.now);
        let idle = self.rules.probe_timeout;
        let admitted = match &mut self.state {
            State::Closed { .. } | State::Disabled => true,
            State::Open { .. } | State::ForcedOpen | State::ShuttingDown => false,
            State::HalfOpen { holders, successes, last_probe } => {
                let free = |holders: &BTreeSet<u64>| {
                    let in_flight = u32::try_from(holders.len()).unwrap();
                    in_flight < slots && in_flight + *successes < threshold
                };
                if !free(holders) && now >= *last_probe + idle {
                    holders.clear();
                }
                let admitted = free(holders);
                if admitted {
                    holders.insert(identity);
                    *last_probe = now;
                }
                admitted
            }
        };
        if !admitted {
            self.stats.rejected_calls += 1;
            self.stats.total_calls += 1;
            return None;
        }
        self.permits += 1;
        let issued_in = (!matches!(self.state, State::Disabled)).then_some(self.states);
        Some(Permit { identity, issued_in, began: self.latest })
    }

    pub(crate) fn settle(&mut self, permit: Permit, end: End) {
        match permit.issued_in {
            None => {}
            Some(state) if state == self.states && self.has_its_say(permit) => {
                self.end(Some(permit), end);
            }
            Some(_) => self.stats.late_results += 1,
        }
    }

    fn has_its_say(&self, permit: Permit) -> bool {
        let probes = self.last_probes.as_ref();
        probes.is_none_or(|probes| probes.contains(&permit.identity))
    }

    pub(crate) fn record(&mut self, end: End) {
        self.half_open_if_due();
        match &mut self.state {
            State::Disabled => {}
            State::Open { .. } | State::ForcedOpen | State::ShuttingDown => {
                self.stats.late_results += 1;
            }
            State::Closed { .. } => self.end(None, end),
            State::HalfOpen { last_probe, .. } => {
                *last_probe = self.now;
                self.end(None, end);
            }
        }
    }

    pub(crate) fn reset(&mut self) {
        self.enter(CLOSED);
    }

    pub(crate) fn force_open(&mut self) {
        if !matches!(self.state, State::ForcedOpen) {
            self.enter(State::ForcedOpen);
        }
    }

    pub(crate) fn disable(&mut self) {
        if !matches!(self.state, State::Disabled) {
            self.enter(State::Disabled);
        }
    }

    /// The last state goes on where the one before it ends: what is in flight is not late, but for probes
    /// that have lost their slots.
    pub(crate) fn shut(&mut self) {
        if let State::HalfOpen { holders, .. } = &self.state {
            self.last_probes = Some(holders.clone());
        }
        let states = self.states;
        self.enter(State::ShuttingDown);
        self.states = states;
    }

    /// Ends a call of the present state; it has a permit if it was admitted.
    fn end(&mut self, permit: Option<Permit>, end: End) {
        let took = permit.map_or(0, |permit| self.latest - permit.began);
        let slow = self.rules.rates.as_ref().is_some_and(|rates| rates.is_slow(took));
        let is_probe = matches!(self.state, State::HalfOpen { .. });
        let end = match end {
            End::Success | End::Abandoned if is_probe && slow => End::Failure,
            end => end,
        };
        match end {
            End::Success => self.stats.successful_calls += 1,
            End::Failure | End::Panic => self.stats.failed_calls += 1,
            End::Ignored => self.stats.ignored_calls += 1,
            End::Abandoned => self.stats.abandoned_calls += 1,
        }
        self.stats.total_calls =
            self.stats.successful_calls + self.stats.failed_calls + self.stats.rejected_calls;
        match &mut self.state {
            State::Closed { streak, window } => {
                let failed = matches!(end, End::Failure | End::Panic);
                let mut opens = false;
                if let Some(rates) = &self.rules.rates
                    && (failed || end == End::Success || end == End::Abandoned && slow)
                {
                    window.record(Entry { at: self.latest, failed, slow });
                    opens = rates.are_reached(&window.tally(rates, self.latest));
                }
                match end {
                    End::Success => *streak = 0,
                    End::Failure | End::Panic => {
                        *streak += 1;
                        opens |= self.rules.max_failures.is_some_and(|most| *streak >= most);
                    }
                    End::Ignored | End::Abandoned => {}
                }
                if opens {
                    self.enter(State::Open { since: self.now });
                }
            }
            State::HalfOpen { holders, successes, last_probe } => {
                let had_slot = permit.is_some_and(|permit| holders.remove(&permit.identity));
                if had_slot {
                    *last_probe = self.now;
                }
                match end {
                    End::Success => {
                        *successes += 1;
                        if *successes >= self.rules.threshold {
                            self.enter(CLOSED);
                        }
                    }
                    End::Failure | End::Panic => self.enter(State::Open { since: self.now }),
                    End::Ignored | End::Abandoned => {}
                }
            }
            State::ShuttingDown => {}
            State::Open { .. } | State::ForcedOpen | State::Disabled => {
                unreachable!("nothing is issued there that ends there")
            }
        }
    }

    fn half_open_if_due(&mut self) {
        if let State::Open { since } = self.state
            && self.now >= since + self.rules.reset_timeout
        {
            let (holders, successes, last_probe) = (BTreeSet::new(), 0, self.now);
            self.enter(State::HalfOpen { holders, successes, last_probe });
        }
    }

    fn enter(&mut self, state: State) {
        if let State::ShuttingDown = self.state {
            return;
        }
        if let State::Closed { .. } = self.state {
            self.tripped_at = self.failure_count();
        }
        if kind(&self.state) != kind(&state) {
            self.stats.state_changes += 1;
        }
        self.states += 1;
        self.state = state;
    }
}
