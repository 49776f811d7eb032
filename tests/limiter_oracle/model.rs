//! A rate limiter as simply as it can be said: one thread, whole numbers, no regard to speed.

use std::collections::BTreeMap;

/// Time is counted in 2⁻²⁰ ns.
const FRACTION: u32 = 20;

fn fine(nanos: u64) -> u128 {
    u128::from(nanos) << FRACTION
}

/// What a request comes to: granted, or refused with when it would have been possible.
pub(crate) type Answer = Result<(), u64>;

/// Never: it is shut.
pub(crate) const SHUT: u64 = u64::MAX;

pub(crate) struct Model {
    /// The nanoseconds between two tokens.
    interval: u64,
    burst: u32,
    /// When the bucket will be full.
    full_at: u128,
    waiters: BTreeMap<usize, Waiter>,
    is_shut: bool,
    pub(crate) acquired: u64,
    pub(crate) rejected: u64,
    pub(crate) cancelled: u64,
    pub(crate) waited: u64,
}

struct Waiter {
    tokens: u32,
    since: u64,
    deadline: u64,
    /// It is not turned away.
    certain: bool,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waits,
    /// Until then.
    Reserved(u64),
    Late,
    Refused(u64),
}

impl Model {
    pub(crate) fn new(interval: u64, burst: u32, now: u64) -> Self {
        Self {
            interval,
            burst,
            full_at: fine(now),
            waiters: BTreeMap::new(),
            is_shut: false,
            acquired: 0,
            rejected: 0,
            cancelled: 0,
            waited: 0,
        }
    }

    /// The first nanosecond at which so many tokens more can have been taken.
    fn due(&self, now: u64, tokens: u64) -> u64 {
        let cost = u128::from(tokens) * fine(self.interval);
        let capacity = u128::from(self.burst) * fine(self.interval);
        let full_at = self.full_at.max(fine(now));
        u64::try_from((full_at + cost).saturating_sub(capacity).div_ceil(fine(1))).unwrap()
    }

    /// What all others keep from `id`.
    fn in_front(&self, id: usize) -> u64 {
        let counts = |(other, waiter): &(&usize, &Waiter)| match waiter.state {
            State::Reserved(_) => **other != id,
            State::Waits => **other < id,
            State::Late | State::Refused(_) => false,
        };
        let others = self.waiters.iter().filter(counts);
        others.map(|(_, waiter)| u64::from(waiter.tokens)).sum()
    }

    /// When a newcomer can have a token.
    pub(crate) fn next(&self, now: u64) -> u64 {
        if self.is_shut { SHUT } else { self.ready_at(now, 1) }
    }

    pub(crate) fn ready_at(&self, now: u64, tokens: u32) -> u64 {
        self.due(now, self.in_front(usize::MAX) + u64::from(tokens))
    }

    fn take(&mut self, now: u64, tokens: u32) {
        self.full_at = self.full_at.max(fine(now)) + u128::from(tokens) * fine(self.interval);
        self.acquired += u64::from(tokens);
    }

    pub(crate) fn serve(&mut self, now: u64) {
        let refill = u64::from(self.burst) * self.interval;
        for waiter in self.waiters.values_mut() {
            if matches!(waiter.state, State::Reserved(until) if until <= now) {
                waiter.state = State::Late;
            }
        }
        for id in self.waiters.keys().copied().collect::<Vec<_>>() {
            let Waiter { state, tokens, .. } = self.waiters[&id];
            let due = self.due(now, self.in_front(id) + u64::from(tokens));
            let state = match state {
                State::Waits if due <= now => State::Reserved(now + refill),
                State::Waits => return,
                same => same,
            };
            self.waiters.get_mut(&id).unwrap().state = state;
        }
    }

    pub(crate) fn has_waiters(&self) -> bool {
        self.waiters.values().any(|waiter| waiter.state == State::Waits)
    }

    /// Asks for tokens and stands in line as `id` until `deadline`: `None` if it has to wait.
    pub(crate) fn ask(
        &mut self,
        now: u64,
        id: usize,
        tokens: u32,
        deadline: u64,
    ) -> Option<Answer> {
        self.serve(now);
        if self.is_shut {
            self.rejected += 1;
            return Some(Err(SHUT));
        }
        let due = self.ready_at(now, tokens);
        if !self.has_waiters() && due <= now {
            self.take(now, tokens);
            return Some(Ok(()));
        }
        if due > deadline {
            self.rejected += 1;
            return Some(Err(due));
        }
        let state = State::Waits;
        self.waiters.insert(id, Waiter { tokens, since: now, deadline, certain: false, state });
        None
    }

    /// Asks for a token as one who is not turned away: whether it is there at once.
    pub(crate) fn ask_for_certain(&mut self, now: u64, id: usize) -> bool {
        self.serve(now);
        if !self.has_waiters() && self.ready_at(now, 1) <= now {
            self.take(now, 1);
            return true;
        }
        let (deadline, state) = (u64::MAX, State::Waits);
        self.waiters.insert(id, Waiter { tokens: 1, since: now, deadline, certain: true, state });
        false
    }

    pub(crate) fn shut(&mut self, now: u64) {
        self.serve(now);
        self.is_shut = true;
        let goes =
            |waiter: &&mut Waiter| !waiter.certain && !matches!(waiter.state, State::Refused(_));
        for waiter in self.waiters.values_mut().filter(goes) {
            waiter.state = State::Refused(SHUT);
        }
        self.serve(now);
    }

    pub(crate) fn look(&mut self, now: u64, id: usize) -> Option<Answer> {
        self.serve(now);
        let waiter = self.waiters.get_mut(&id).unwrap();
        if waiter.state == State::Late {
            // Once again, at the front.
            waiter.state = State::Waits;
            self.serve(now);
        }
        let Waiter { state, tokens, deadline, since, .. } = self.waiters[&id];
        let due = self.due(now, self.in_front(id) + u64::from(tokens));
        let answer = match state {
            State::Reserved(_) => {
                self.take(now, tokens);
                self.waited += now.saturating_sub(since);
                Ok(())
            }
            State::Refused(due) => Err(due),
            State::Waits | State::Late if due <= deadline => return None,
            State::Waits | State::Late => Err(due),
        };
        self.rejected += u64::from(answer.is_err());
        self.waiters.remove(&id);
        self.serve(now);
        Some(answer)
    }

    pub(crate) fn leave(&mut self, now: u64, id: usize) {
        self.serve(now);
        self.waiters.remove(&id);
        self.cancelled += 1;
        self.serve(now);
    }

    pub(crate) fn reset(&mut self, now: u64) {
        self.serve(now);
        self.full_at = fine(now);
        self.serve(now);
    }

    /// `fraction`: in how many bits of a nanosecond the new interval counts.
    pub(crate) fn set_interval(&mut self, now: u64, interval: u64, fraction: u32) {
        self.serve(now);
        if interval == self.interval {
            return;
        }
        let unit = 1_u128 << (FRACTION - fraction);
        // As many tokens and parts of one, to the next larger unit.
        let missing = self.full_at.saturating_sub(fine(now)) * u128::from(interval);
        self.full_at = fine(now) + missing.div_ceil(u128::from(self.interval) * unit) * unit;
        self.interval = interval;
        for id in self.waiters.keys().copied().collect::<Vec<_>>() {
            let Waiter { state, tokens, deadline, .. } = self.waiters[&id];
            if let State::Reserved(until) = state {
                // No longer than a bucket takes to refill now.
                let refill = u64::from(self.burst) * interval;
                self.waiters.get_mut(&id).unwrap().state = State::Reserved(until.min(now + refill));
            }
            let due = self.due(now, self.in_front(id) + u64::from(tokens));
            if state == State::Waits && due > deadline {
                self.waiters.get_mut(&id).unwrap().state = State::Refused(due);
            }
        }
        self.serve(now);
    }
}
