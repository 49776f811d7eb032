//! The contract's circuit breaker written down as plainly as can be: no packing, no atomics, every
//! permit known by an identity of its own.

use resilience::CircuitStats;
use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Success,
    Failure,
    Ignored,
    Abandoned,
    Panic,
}

enum State {
    Closed { streak: u32 },
    Open { since: u64 },
    HalfOpen { holders: BTreeSet<u64>, successes: u32, last_probe: u64 },
    ForcedOpen,
    Disabled,
}

#[derive(Clone, Copy)]
pub(crate) struct Permit {
    identity: u64,
    /// The number of the state it was issued in; `None`: disabled.
    issued_in: Option<u64>,
}

pub(crate) struct Model {
    max_failures: u32,
    slots: u32,
    threshold: u32,
    reset_timeout: u64,
    probe_timeout: u64,
    now: u64,
    state: State,
    /// Counts the states that began, resets of a closed one included.
    states: u64,
    permits: u64,
    tripped_at: u32,
    stats: CircuitStats,
}

impl Model {
    pub(crate) fn new(
        max_failures: u32,
        slots: u32,
        threshold: u32,
        reset: u64,
        probe: u64,
    ) -> Self {
        Self {
            max_failures,
            slots,
            threshold,
            reset_timeout: reset,
            probe_timeout: probe,
            now: 0,
            state: State::Closed { streak: 0 },
            states: 0,
            permits: 0,
            tripped_at: 0,
            stats: CircuitStats::default(),
        }
    }

    pub(crate) fn advance(&mut self, nanos: u64) {
        self.now += nanos;
    }

    pub(crate) fn acquire(&mut self) -> Option<Permit> {
        self.half_open_if_due();
        let identity = self.permits;
        let (slots, threshold, now) = (self.slots, self.threshold, self.now);
        let idle = self.probe_timeout;
        let admitted = match &mut self.state {
            State::Closed { .. } | State::Disabled => true,
            State::Open { .. } | State::ForcedOpen => false,
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
        Some(Permit { identity, issued_in })
    }

    pub(crate) fn settle(&mut self, permit: Permit, end: End) {
        match permit.issued_in {
            None => {}
            Some(state) if state == self.states => self.end(Some(permit.identity), end),
            Some(_) => self.stats.late_results += 1,
        }
    }

    pub(crate) fn record(&mut self, end: End) {
        self.half_open_if_due();
        match &mut self.state {
            State::Disabled => {}
            State::Open { .. } | State::ForcedOpen => self.stats.late_results += 1,
            State::Closed { .. } => self.end(None, end),
            State::HalfOpen { last_probe, .. } => {
                *last_probe = self.now;
                self.end(None, end);
            }
        }
    }

    pub(crate) fn reset(&mut self) {
        self.enter(State::Closed { streak: 0 });
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

    pub(crate) fn state(&self) -> &'static str {
        match self.state {
            State::Open { since } if self.now >= since + self.reset_timeout => "half_open",
            ref state => kind(state),
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state(), "open" | "forced_open")
    }

    pub(crate) fn remaining(&self) -> Duration {
        match self.state {
            State::Open { .. } => Duration::from_nanos(self.nanos_until_due()),
            State::ForcedOpen => Duration::MAX,
            _ => Duration::ZERO,
        }
    }

    pub(crate) fn failure_count(&self) -> u32 {
        if let State::Closed { streak } = self.state { streak } else { self.tripped_at }
    }

    pub(crate) fn stats(&self) -> CircuitStats {
        self.stats
    }

    /// How long it takes until the breaker is due, or its probes have been idle for long enough.
    pub(crate) fn nanos_until_due(&self) -> u64 {
        let due = match self.state {
            State::Open { since } => since + self.reset_timeout,
            State::HalfOpen { last_probe, .. } => last_probe + self.probe_timeout,
            _ => 0,
        };
        due.saturating_sub(self.now)
    }

    /// Ends a call of the present state; `prober` has an identity if it was admitted.
    fn end(&mut self, prober: Option<u64>, end: End) {
        match end {
            End::Success => self.stats.successful_calls += 1,
            End::Failure | End::Panic => self.stats.failed_calls += 1,
            End::Ignored => self.stats.ignored_calls += 1,
            End::Abandoned => self.stats.abandoned_calls += 1,
        }
        self.stats.total_calls =
            self.stats.successful_calls + self.stats.failed_calls + self.stats.rejected_calls;
        match &mut self.state {
            State::Closed { streak } => match end {
                End::Success => *streak = 0,
                End::Failure | End::Panic => {
                    *streak += 1;
                    if *streak == self.max_failures {
                        self.enter(State::Open { since: self.now });
                    }
                }
                End::Ignored | End::Abandoned => {}
            },
            State::HalfOpen { holders, successes, last_probe } => {
                let had_slot = prober.is_some_and(|prober| holders.remove(&prober));
                if had_slot {
                    *last_probe = self.now;
                }
                match end {
                    End::Success => {
                        *successes += 1;
                        if *successes >= self.threshold {
                            self.enter(State::Closed { streak: 0 });
                        }
                    }
                    End::Failure | End::Panic => self.enter(State::Open { since: self.now }),
                    End::Ignored | End::Abandoned => {}
                }
            }
            State::Open { .. } | State::ForcedOpen | State::Disabled => {
                unreachable!("nothing is issued there that ends there")
            }
        }
    }

    fn half_open_if_due(&mut self) {
        if let State::Open { since } = self.state
            && self.now >= since + self.reset_timeout
        {
            let (holders, successes, last_probe) = (BTreeSet::new(), 0, self.now);
            self.enter(State::HalfOpen { holders, successes, last_probe });
        }
    }

    fn enter(&mut self, state: State) {
        if let State::Closed { streak } = self.state {
            self.tripped_at = streak;
        }
        if kind(&self.state) != kind(&state) {
            self.stats.state_changes += 1;
        }
        self.states += 1;
        self.state = state;
    }
}

fn kind(state: &State) -> &'static str {
    match state {
        State::Closed { .. } => "closed",
        State::Open { .. } => "open",
        State::HalfOpen { .. } => "half_open",
        State::ForcedOpen => "forced_open",
        State::Disabled => "disabled",
    }
}
