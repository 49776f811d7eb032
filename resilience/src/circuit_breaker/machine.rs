//! The transition table: what an event makes of a state. Pure; time enters as answers to questions.

use crate::error::Reopening;
use crate::events::{CircuitState, StateChangeCause};
use crate::permit::Ending;

/// What may open a closed breaker, and so what it watches its calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trips {
    /// Nothing but failures in a row.
    Streak,
    /// Rates of outcomes, and a streak if that is written too.
    Rates,
    /// Those, and one of slow calls: every call is timed.
    SlowCalls,
}

/// A state with its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Closed {
        trips: Trips,
        streak: u32,
    },
    Open,
    HalfOpen {
        in_flight: u16,
        successes: u16,
    },
    ForcedOpen,
    Disabled,
    /// No call passes any more, and nothing leads out of here. Shown as forced open.
    ShuttingDown,
}

impl State {
    pub(super) const fn closed(trips: Trips) -> Self {
        Self::Closed { trips, streak: 0 }
    }

    /// Whether it is closed and has rates that may open it.
    pub(super) fn has_rates(self) -> bool {
        matches!(self, Self::Closed { trips: Trips::Rates | Trips::SlowCalls, .. })
    }

    pub(super) fn kind(self) -> CircuitState {
        match self {
            Self::Closed { .. } => CircuitState::Closed,
            Self::Open => CircuitState::Open,
            Self::HalfOpen { .. } => CircuitState::HalfOpen,
            Self::ForcedOpen | Self::ShuttingDown => CircuitState::ForcedOpen,
            Self::Disabled => CircuitState::Disabled,
        }
    }
}

/// The numbers that the table needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) trips: Trips,
    /// `None`: no streak opens the breaker.
    pub(super) max_failures: Option<u32>,
    /// N: probes in flight at once.
    pub(super) probes: u16,
    /// S: successful probes that close.
    pub(super) successes: u16,
}

/// How the permit of an ending stands to the state it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Issued in this state period; a probe still has its slot. (Shutting down goes on with the period
    /// that it ends: what comes back then is no late result.)
    Current,
    /// A probe of this half-open state whose slot was taken back from it.
    WithoutSlot,
    /// Issued in an earlier state period.
    Late,
    /// Issued while disabled.
    Unrecorded,
}

/// What there is to say of an ending beside that it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    Nothing,
    /// The call was slow: a probe then is no good, whatever it says.
    Slow,
    /// It is in the window of its period: it counts, though that period may be over by now.
    InWindow,
    /// The same, and with it a rate is reached.
    RateReached,
}

/// What happens to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Keep,
    /// New numbers, the same period.
    Stay(State),
    /// A new period; a transition if the kind of state changes.
    Move(State),
}

/// What a change of state comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Calls that come and end.
    Calls,
    /// A call with which a rate was reached.
    RateReached,
    /// Somebody says so.
    Command,
}

impl Why {
    pub(super) fn cause(self, from: CircuitState, to: CircuitState) -> StateChangeCause {
        match (self, from, to) {
            (Self::Command, ..) | (_, _, CircuitState::ForcedOpen | CircuitState::Disabled) => {
                StateChangeCause::Command
            }
            (_, CircuitState::HalfOpen, CircuitState::Open) => StateChangeCause::ProbeFailed,
            (Self::RateReached, _, CircuitState::Open) => StateChangeCause::Rate,
            (_, _, CircuitState::Open) => StateChangeCause::Failures,
            (_, _, CircuitState::HalfOpen) => StateChangeCause::Due,
            (_, _, CircuitState::Closed) => StateChangeCause::ProbesSucceeded,
        }
    }
}

/// The counter that an ending adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Successful,
    Failed,
    Ignored,
    Abandoned,
    Late,
    Rejected,
}

impl From<Ending> for Count {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Success => Self::Successful,
            Ending::Failure => Self::Failed,
            Ending::Ignored => Self::Ignored,
            Ending::Abandoned => Self::Abandoned,
        }
    }
}

/// The answer to somebody who wants to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// Go ahead.
    Pass,
    /// Go ahead as a probe: the state has to be changed first.
    Probe(Next),
    /// Not now: open, all probe slots taken, forced open; or never again.
    Refuse,
}

/// Why a call is not admitted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refusal {
    /// The breaker is not closed, and this is when that may change.
    Open(Reopening),
    /// It admits nobody any more.
    ShuttingDown,
}

/// Somebody wants to call. `due`: the open time is over; `idle`: no probe was admitted or settled
/// for the probe timeout. Nothing is asked that the state does not need.
#[inline]
pub(super) fn admit(
    state: State,
    rules: impl FnOnce() -> Rules,
    due: impl FnOnce() -> bool,
    idle: impl FnOnce() -> bool,
) -> Admission {
    match state {
        State::Closed { .. } | State::Disabled => Admission::Pass,
        State::Open if due() => {
            Admission::Probe(Next::Move(State::HalfOpen { in_flight: 1, successes: 0 }))
        }
        State::Open | State::ForcedOpen | State::ShuttingDown => Admission::Refuse,
        State::HalfOpen { in_flight, successes } => {
            let rules = rules();
            // S may have been lowered meanwhile: one more success is needed in any case.
            let successes_so_far = successes.min(rules.successes - 1);
            let wanted = rules.successes - successes_so_far;
            if in_flight < rules.probes && in_flight < wanted {
                let in_flight = in_flight + 1;
                Admission::Probe(Next::Stay(State::HalfOpen { in_flight, successes }))
            } else if idle() {
                Admission::Probe(Next::Move(State::HalfOpen { in_flight: 1, successes }))
            } else {
                Admission::Refuse
            }
        }
    }
}

/// A permit has ended.
pub(super) fn settle(
    state: State,
    rules: Rules,
    standing: Standing,
    ending: Ending,
    finding: Finding,
) -> (Next, Option<Count>) {
    let ending = match (state, finding, ending) {
        (State::HalfOpen { .. }, Finding::Slow, Ending::Success | Ending::Abandoned) => {
            Ending::Failure
        }
        _ => ending,
    };
    let next = match (standing, state) {
        (Standing::Unrecorded, _) => return (Next::Keep, None),
        (Standing::Current, State::Closed { .. }) if finding == Finding::RateReached => {
            Next::Move(State::Open)
        }
        (Standing::Current, State::Closed { trips, streak }) => {
            in_closed(trips, streak, rules, ending)
        }
        (Standing::Current, State::HalfOpen { in_flight, successes }) => {
            in_half_open(in_flight.saturating_sub(1), successes, rules, ending)
        }
        (Standing::WithoutSlot, State::HalfOpen { in_flight, successes }) => {
            in_half_open(in_flight, successes, rules, ending)
        }
        (Standing::Current, State::ShuttingDown) => Next::Keep,
        _ if matches!(finding, Finding::InWindow | Finding::RateReached) => Next::Keep,
        // Open and forced open issue no permits: whatever ends there is late.
        _ => return (Next::Keep, Some(Count::Late)),
    };
    // What changes no number needs no write.
    (if next == Next::Stay(state) { Next::Keep } else { next }, Some(ending.into()))
}

/// An outcome seen elsewhere. Where the open time is over, the caller first moves to half-open.
pub(super) fn record(state: State, rules: Rules, ending: Ending) -> (Next, Option<Count>) {
    let standing = match state {
        State::Closed { .. } => Standing::Current,
        State::HalfOpen { .. } => Standing::WithoutSlot,
        State::Open | State::ForcedOpen | State::ShuttingDown => Standing::Late,
        State::Disabled => Standing::Unrecorded,
    };
    settle(state, rules, standing, ending, Finding::Nothing)
}

fn in_closed(trips: Trips, streak: u32, rules: Rules, ending: Ending) -> Next {
    match (ending, rules.max_failures) {
        (Ending::Success, _) => Next::Stay(State::closed(trips)),
        (Ending::Failure, Some(most)) if streak.saturating_add(1) >= most => {
            Next::Move(State::Open)
        }
        (Ending::Failure, Some(_)) => Next::Stay(State::Closed { trips, streak: streak + 1 }),
        (Ending::Failure, None) | (Ending::Ignored | Ending::Abandoned, _) => Next::Keep,
    }
}

fn in_half_open(in_flight: u16, successes: u16, rules: Rules, ending: Ending) -> Next {
    match ending {
        Ending::Success if successes.saturating_add(1) >= rules.successes => {
            Next::Move(State::closed(rules.trips))
        }
        Ending::Success => Next::Stay(State::HalfOpen { in_flight, successes: successes + 1 }),
        Ending::Failure => Next::Move(State::Open),
        Ending::Ignored | Ending::Abandoned => Next::Stay(State::HalfOpen { in_flight, successes }),
    }
}
