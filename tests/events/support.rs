//! Short words for what the tests do again and again.

use resilience::Event;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What a listener has heard.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<Event>>>);

impl Heard {
    /// A listener that writes down what it hears.
    pub(crate) fn ear(&self) -> impl Fn(&Event) + Send + Sync + use<> {
        let heard = self.clone();
        move |event| heard.all().push(event.clone())
    }

    /// The same for those of one name: other tests of this process make events too.
    pub(crate) fn ear_for(&self, name: &'static str) -> impl Fn(&Event) + Send + Sync + use<> {
        let ear = self.ear();
        move |event| {
            if event.name() == name {
                ear(event);
            }
        }
    }

    pub(crate) fn all(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.lock().unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.all().iter().map(ToString::to_string).collect()
    }

    /// What was heard, and forgotten by that.
    pub(crate) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.all())
    }

    pub(crate) fn take_lines(&self) -> Vec<String> {
        self.take().iter().map(ToString::to_string).collect()
    }
}
