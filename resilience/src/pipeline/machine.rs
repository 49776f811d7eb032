//! Where a call is among the policies, and what comes next. The same for threads and tasks.

use super::Layer;
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::Core;
use crate::clock::{Clock, Instant};
use crate::error::Rejected;
use crate::outcome::Outcome;
use crate::permit::Permit;
use crate::rate_limiter::RateLimiter;
use crate::retry::Schedule;
use crate::timeout::Timeout;
use smallvec::SmallVec;

/// As many layers as a call can be in without an allocation.
const USUAL: usize = 6;

/// One call on its way in and out.
pub(super) struct Machine<'p> {
    layers: &'p [Layer],
    /// The layers that the call is in, the outermost first.
    frames: SmallVec<[Frame<'p>; USUAL]>,
}

enum Frame<'p> {
    Retry(Schedule<'p>),
    CircuitBreaker(Permit<&'p Core>),
    RateLimiter,
    Bulkhead { _permit: Permit<&'p Bulkhead> },
    Timeout(Deadline<'p>),
}

/// When a timeout ends all within.
#[derive(Clone, Copy)]
pub(super) struct Deadline<'p> {
    pub(super) timeout: &'p Timeout,
    pub(super) instant: Instant,
}

/// What a call has to do next on its way in.
pub(super) enum Inward<'p> {
    WaitForToken(&'p RateLimiter),
    WaitForPermit(&'p Bulkhead),
    /// It is through.
    Run,
    /// It is turned away.
    TurnedAway(Rejected),
}

/// How all within a layer ended.
#[derive(Clone, Copy)]
pub(super) struct End<'a> {
    pub(super) outcome: Outcome,
    /// A policy within turned it away.
    pub(super) rejection: Option<&'a Rejected>,
    /// Whether another attempt is worth it, if it is for the caller to say.
    pub(super) again: bool,
}

/// What a call has to do next on its way out.
pub(super) enum Outward<'p> {
    /// Wait until then on this clock, and go in again.
    Again(Instant, &'p Clock),
    Done,
}

impl<'p> Machine<'p> {
    #[inline]
    pub(super) fn new(layers: &'p [Layer]) -> Self {
        Self { layers, frames: SmallVec::new() }
    }

    /// Goes in as far as it goes without waiting.
    pub(super) fn go_in(&mut self) -> Inward<'p> {
        while let Some(layer) = self.layers.get(self.frames.len()) {
            let frame = match layer {
                Layer::Retry(retry) => Frame::Retry(retry.start()),
                Layer::CircuitBreaker(breaker) => match breaker.core().enter() {
                    Ok(permit) => Frame::CircuitBreaker(permit),
                    Err(refusal) => {
                        return Inward::TurnedAway(breaker.core().rejection(refusal));
                    }
                },
                // Nothing is taken for a call that is too late.
                Layer::RateLimiter(limiter) => {
                    if self.is_over() || !limiter.acquire_at_once() {
                        return Inward::WaitForToken(limiter);
                    }
                    Frame::RateLimiter
                }
                Layer::Bulkhead(bulkhead) => {
                    let at_once = if self.is_over() { None } else { bulkhead.acquire_at_once() };
                    let Some(permit) = at_once else { return Inward::WaitForPermit(bulkhead) };
                    Frame::Bulkhead { _permit: permit }
                }
                Layer::Timeout(timeout, _) => {
                    Frame::Timeout(Deadline { timeout, instant: timeout.deadline() })
                }
            };
            self.frames.push(frame);
        }
        Inward::Run
    }

    /// The token that it waited for is there.
    pub(super) fn has_token(&mut self) {
        self.frames.push(Frame::RateLimiter);
    }

    /// The permit that it waited for is there.
    pub(super) fn has_permit(&mut self, permit: Permit<&'p Bulkhead>) {
        self.frames.push(Frame::Bulkhead { _permit: permit });
    }

    /// Runs guarded code: its panic is a failure at every breaker that it is in.
    #[inline]
    pub(super) fn during<R>(&mut self, code: impl FnOnce() -> R) -> R {
        self.running(true);
        let value = code();
        self.running(false);
        value
    }

    #[inline]
    fn running(&mut self, runs: bool) {
        for frame in &mut self.frames {
            if let Frame::CircuitBreaker(permit) = frame {
                permit.running(runs);
            }
        }
    }

    /// Goes out as far as it goes.
    pub(super) fn go_out(&mut self, end: End<'_>) -> Outward<'p> {
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Retry(mut schedule) => {
                    if let Some(instant) = end.next(&mut schedule) {
                        let clock = schedule.clock();
                        self.frames.push(Frame::Retry(schedule));
                        return Outward::Again(instant, clock);
                    }
                }
                Frame::CircuitBreaker(permit) => permit.settle(end.outcome),
                Frame::RateLimiter | Frame::Bulkhead { .. } | Frame::Timeout(_) => {}
            }
        }
        Outward::Done
    }

    /// The deadlines that it is under, the outermost first.
    #[inline]
    pub(super) fn deadlines(&self) -> impl Iterator<Item = Deadline<'p>> {
        self.frames.iter().filter_map(|frame| match frame {
            Frame::Timeout(deadline) => Some(*deadline),
            _ => None,
        })
    }

    /// Whether one of them has come.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        self.deadlines().any(Deadline::is_over)
    }

    /// Drops all within the outermost timeout whose deadline has come: how that ended.
    pub(super) fn end_in_time(&mut self) -> Rejected {
        let has_come = |frame: &Frame<'_>| matches!(frame, Frame::Timeout(it) if it.has_come());
        let index = self.frames.iter().position(has_come).expect("one of the deadlines has come");
        // The innermost first.
        while self.frames.len() > index + 1 {
            self.frames.pop();
        }
        match self.frames.pop() {
            Some(Frame::Timeout(deadline)) => deadline.timeout.reject(),
            _ => unreachable!("it was just found there"),
        }
    }
}

impl Deadline<'_> {
    fn is_over(self) -> bool {
        self.timeout.is_over(self.instant)
    }

    /// The same by the precise clock alone, as alarms go by that.
    fn has_come(self) -> bool {
        self.timeout.clock().now() >= self.instant
    }
}

impl<'a> End<'a> {
    pub(super) const SUCCESS: Self =
        Self { outcome: Outcome::Success, rejection: None, again: false };

    pub(super) fn rejected(rejected: &'a Rejected) -> Self {
        let outcome = match rejected {
            Rejected::TimedOut(_) => Outcome::Failure,
            _ => Outcome::Ignored,
        };
        Self { outcome, rejection: Some(rejected), again: true }
    }

    /// When there is another attempt, if there is one.
    fn next(&self, schedule: &mut Schedule<'_>) -> Option<Instant> {
        let for_the_caller = matches!(self.rejection, None | Some(Rejected::TimedOut(_)));
        if for_the_caller && !self.again {
            return None;
        }
        schedule.next(self.rejection)
    }
}
