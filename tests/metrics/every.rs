//! The thread that publishes. These tests wait for it, for far longer than it takes.

use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Metadata, NoopRecorder, Recorder, SharedString, Unit,
    set_global_recorder,
};
use resilience::publish_metrics_every;
use std::cell::RefCell;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Before that happens something is wrong.
const LONG: Duration = Duration::from_secs(60);

/// A recorder that passes on which thread came, and lets the first turn of all panic.
struct Door {
    tell: Mutex<Option<Sender<String>>>,
    has_panicked: Mutex<bool>,
}

thread_local! {
    /// Dropped when the thread ends, which the test hears of.
    static TOLD: RefCell<Option<Sender<String>>> = const { RefCell::new(None) };
}

impl Recorder for Door {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, _: SharedString) {
        let thread = thread::current();
        let is_first = name.as_str() == "resilience_calls_total";
        if thread.name() != Some("resilience-metrics") || !is_first {
            return;
        }
        TOLD.with_borrow_mut(|told| {
            let tell = told.get_or_insert_with(|| self.tell.lock().unwrap().take().unwrap());
            let _ = tell.send(String::from("resilience-metrics"));
        });
        let had_panicked = std::mem::replace(&mut *self.has_panicked.lock().unwrap(), true);
        assert!(had_panicked, "the first turn");
    }

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        NoopRecorder.register_counter(key, metadata)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        NoopRecorder.register_gauge(key, metadata)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        NoopRecorder.register_histogram(key, metadata)
    }
}

/// Hears of the turns of the next thread, until it ends.
fn next_thread(door: &Door) -> Receiver<String> {
    let (tell, told) = channel();
    *door.tell.lock().unwrap() = Some(tell);
    told
}

#[test]
fn a_thread_publishes_in_spite_of_panics_until_its_guard_is_dropped() {
    let door: &'static Door =
        Box::leak(Box::new(Door { tell: Mutex::default(), has_panicked: Mutex::default() }));
    set_global_recorder(door).map_err(drop).unwrap();

    let told = next_thread(door);
    let metrics = publish_metrics_every(Duration::from_millis(2)).unwrap();
    // The first turn panics; the others come all the same.
    for _ in 0..4 {
        assert_eq!(told.recv_timeout(LONG).unwrap(), "resilience-metrics");
    }
    assert!(*door.has_panicked.lock().unwrap());
    drop(metrics);
    let since = Instant::now();
    let end = loop {
        assert!(since.elapsed() < LONG, "it goes on");
        if let Err(end) = told.recv_timeout(LONG) {
            break end;
        }
    };
    assert_eq!(end, RecvTimeoutError::Disconnected);

    // One turn at once, and then never again: the guard ends the pause, too.
    let told = next_thread(door);
    let metrics = publish_metrics_every(Duration::MAX).unwrap();
    assert_eq!(told.recv_timeout(LONG).unwrap(), "resilience-metrics");
    drop(metrics);
    assert_eq!(told.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn an_interval_of_zero_is_refused_with_its_place() {
    let error = publish_metrics_every(Duration::ZERO).unwrap_err();
    let expected = format!(
        "metrics `publish_metrics_every`: interval = 0ns ({}:{}), expected more than zero",
        file!(),
        line!() - 4
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!((error.kind(), error.problems().len()), ("metrics", 1));
}
