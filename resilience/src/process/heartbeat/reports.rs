//! Telling those who listen, each on a thread of its own.

use super::error::HeartbeatError;
use crate::clock;
use crate::events::{Event, Outlet, Topic, kind};
use crate::name::Name;
use crate::process::alert::Alert;
use crate::process::courier::{Callback, Courier};
use std::time::{Duration, Instant};

/// The callbacks of one kind.
#[derive(Debug)]
pub(super) struct Listeners<A>(Vec<Courier<A>>);

impl<A> Default for Listeners<A> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<A: Clone + Send + 'static> Listeners<A> {
    /// `thread_name`: at most 15 bytes.
    pub(super) fn add(&mut self, thread_name: &'static str, callback: Callback<A>) {
        self.0.push(Courier::new(thread_name, callback));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn tell(&self, event: impl FnOnce() -> A) {
        if self.0.is_empty() {
            return;
        }
        let event = event();
        for courier in &self.0 {
            courier.send(event.clone());
        }
    }

    fn open(&self) {
        self.0.iter().for_each(Courier::open);
    }

    fn flush(&self, until: Instant) {
        for courier in &self.0 {
            courier.wait_idle(until.saturating_duration_since(Instant::now()));
        }
    }

    fn close(&self) {
        for courier in &self.0 {
            courier.close(Duration::ZERO);
        }
    }
}

/// All who listen.
#[derive(Debug, Default)]
pub(super) struct Reports {
    pub(super) beat: Listeners<()>,
    pub(super) missed: Listeners<HeartbeatError>,
    pub(super) target_dead: Listeners<()>,
    pub(super) alert: Listeners<Alert>,
}

impl Reports {
    /// Lets those hear who listen to the events of the process.
    pub(super) fn tell_events_of(&mut self, heartbeat: &str) {
        let name = Name::from_owned(String::from(heartbeat));
        let outlet = Outlet::new(kind::HEARTBEAT, name, Vec::new());
        let tell = move |error: &HeartbeatError| {
            let missed = |name| Event::BeatMissed { name, error: error.to_string() };
            outlet.tell(Topic::Process, missed);
        };
        self.missed.add("hb-event", Callback::plain(tell));
    }

    pub(super) fn open(&self) {
        self.beat.open();
        self.missed.open();
        self.target_dead.open();
        self.alert.open();
    }

    /// Lets what was sent go through until then.
    pub(super) fn flush(&self, until: Instant) {
        self.beat.flush(until);
        self.missed.flush(until);
        self.target_dead.flush(until);
        self.alert.flush(until);
    }

    /// After this no call begins.
    pub(super) fn close(&self) {
        self.beat.close();
        self.missed.close();
        self.target_dead.close();
        self.alert.close();
    }
}

/// A trouble that is reported when it begins, and again if it lasts.
#[derive(Debug)]
pub(super) struct Trouble<K> {
    reported: Option<(K, clock::Instant)>,
}

impl<K: PartialEq> Trouble<K> {
    pub(super) const NONE: Self = Self { reported: None };

    /// Takes note of the trouble there is at `now`. `true` if it is to be reported: it is new, or was
    /// reported `again_after` ago.
    pub(super) fn note(
        &mut self,
        trouble: Option<K>,
        now: clock::Instant,
        again_after: Duration,
    ) -> bool {
        let is_known = |(known, since): &(K, clock::Instant)| {
            Some(known) == trouble.as_ref() && now < since.after(again_after)
        };
        if trouble.is_some() && self.reported.as_ref().is_some_and(is_known) {
            return false;
        }
        self.reported = trouble.map(|trouble| (trouble, now));
        self.reported.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;

    #[test]
    fn a_trouble_is_reported_when_it_begins_changes_or_lasts() {
        let at = |seconds| Instant::from_nanos(0).after(Duration::from_secs(seconds));
        let minute = Duration::from_secs(60);
        let mut trouble = Trouble::NONE;
        assert!(!trouble.note(None, at(0), minute));
        assert!(trouble.note(Some('a'), at(1), minute));
        assert!(!trouble.note(Some('a'), at(60), minute));
        assert!(trouble.note(Some('a'), at(61), minute));
        assert!(!trouble.note(Some('a'), at(120), minute));
        assert!(trouble.note(Some('b'), at(120), minute));
        assert!(!trouble.note(None, at(121), minute));
        assert!(trouble.note(Some('b'), at(122), minute));
        assert!(!trouble.note(Some('b'), Instant::LAST, Duration::MAX));
        assert!(trouble.note(Some('b'), at(122), Duration::ZERO));
    }
}
