//! Short words for what the tests do again and again.

use resilience::Event;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Until another thread has come so far.
#[track_caller]
pub(crate) fn wait_until(so_far: impl Fn() -> bool) {
    let begin = Instant::now();
    while !so_far() {
        assert!(begin.elapsed() < SECOND * 60, "that will not come");
        thread::yield_now();
    }
}

/// What a listener has heard.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<Event>>>);

impl Heard {
    /// A listener that writes down what it hears.
    pub(crate) fn ear(&self) -> impl Fn(&Event) + Send + Sync + use<> {
        self.ear_if(|_| true)
    }

    /// The same for those of one name: other tests of this process make events too.
    pub(crate) fn ear_for(&self, name: &'static str) -> impl Fn(&Event) + Send + Sync + use<> {
        self.ear_if(move |event| event.name() == name)
    }

    /// The same for those that the test is about.
    pub(crate) fn ear_if<F: Fn(&Event) -> bool + Send + Sync + 'static>(
        &self,
        is_ours: F,
    ) -> impl Fn(&Event) + Send + Sync + use<F> {
        let heard = self.clone();
        move |event| {
            if is_ours(event) {
                heard.all().push(event.clone());
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
