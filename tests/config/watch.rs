//! A file that is watched. These tests wait for a thread, each for far longer than it takes.

use crate::alone::{alone, in_folder};
use resilience::{CircuitBreaker, init, registry, watch};
use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(2);
/// Before that happens something is wrong.
const LONG: Duration = Duration::from_secs(60);

fn text(max_failures: u32) -> String {
    format!("[resilience.circuit_breaker]\nmax_failures = {max_failures}\n")
}

fn max_failures() -> String {
    registry().circuit_breaker("payments").unwrap().settings().values[0].value.clone()
}

/// A breaker, a file, and what the watch says.
fn watched() -> (resilience::Watch, Receiver<String>) {
    CircuitBreaker::builder().name("payments").register().unwrap();
    fs::write("resilience.toml", text(1)).unwrap();
    init().unwrap();
    let (tell, told) = channel();
    let tell_too = tell.clone();
    let watch = watch(EVERY)
        .on_reload(move |loaded| tell.send(loaded.to_string()).unwrap())
        .on_error(move |error| tell_too.send(error.to_string()).unwrap());
    (watch.start().unwrap(), told)
}

/// Puts another file in the place of the one there.
fn replace(text: &str) {
    fs::write("other", text).unwrap();
    fs::rename("other", "resilience.toml").unwrap();
}

const GOOD: &str = "resilience.toml, 0 environment variables";

#[test]
fn changes_are_loaded_and_faults_told_once() {
    let name = "watch::changes_are_loaded_and_faults_told_once";
    alone(name, in_folder("changes"), || {
        let (_watch, told) = watched();
        let next = || told.recv_timeout(LONG).unwrap();
        replace(&text(2));
        assert_eq!((next().as_str(), max_failures()), (GOOD, "2".into()));
        replace(&text(0));
        let expected = "configuration `resilience.toml`: resilience.circuit_breaker.max_failures = 0 \
                            (resilience.toml:2), expected a whole number from 1 to 4294967295";
        assert_eq!((next().as_str(), max_failures()), (expected, "2".into()));
        // Whatever is next: nothing came between.
        fs::remove_file("resilience.toml").unwrap();
        let gone = next();
        assert!(gone.contains("expected a file that can be read: "), "{gone}");
        replace(&text(3));
        assert_eq!((next().as_str(), max_failures()), (GOOD, "3".into()));
        // Written in place, which may be seen half done; of the same length, and many within one tick
        // of the file system's clock.
        for round in 4..10 {
            fs::write("resilience.toml", text(round)).unwrap();
            while max_failures() != round.to_string() {
                next();
            }
        }
    });
}

#[test]
fn what_changed_before_the_watch_began_is_seen() {
    let name = "watch::what_changed_before_the_watch_began_is_seen";
    alone(name, in_folder("before"), || {
        let (first, told) = watched();
        drop(first);
        // When the thread is gone, so is who tells.
        while told.recv_timeout(LONG).is_ok() {}
        fs::write("resilience.toml", text(7)).unwrap();
        let (tell, told) = channel();
        let _watch = watch(EVERY).on_reload(move |_| tell.send(()).unwrap()).start().unwrap();
        told.recv_timeout(LONG).unwrap();
        assert_eq!(max_failures(), "7");
    });
}

#[test]
fn a_file_that_comes_later_is_found() {
    let name = "watch::a_file_that_comes_later_is_found";
    alone(name, in_folder("later"), || {
        CircuitBreaker::builder().name("payments").register().unwrap();
        let (tell, told) = channel();
        let _watch = watch(EVERY)
            .on_reload(move |loaded| tell.send(loaded.clone()).unwrap())
            .start()
            .unwrap();
        fs::write(
            "resilience.json",
            "{\"resilience\": {\"circuit_breaker\": {\"max_failures\": 6}}}",
        )
        .unwrap();
        // It may be seen before it is written to its end, and that is no JSON.
        let loaded = told.recv_timeout(LONG).unwrap();
        assert_eq!(
            (loaded.to_string(), max_failures()),
            ("resilience.json, 0 environment variables".into(), "6".into())
        );
    });
}

#[test]
fn nobody_watches_after_the_drop_which_waits_for_nobody() {
    let name = "watch::nobody_watches_after_the_drop_which_waits_for_nobody";
    alone(name, in_folder("drop"), || {
        CircuitBreaker::builder().name("payments").register().unwrap();
        fs::write("resilience.toml", text(1)).unwrap();
        init().unwrap();
        let held = Arc::new(());
        let with_thread = Arc::clone(&held);
        let watch =
            watch(LONG * 60).on_reload(move |_| drop(Arc::clone(&with_thread))).start().unwrap();
        let start = Instant::now();
        drop(watch);
        while Arc::strong_count(&held) > 1 {
            assert!(start.elapsed() < LONG, "the thread is still there");
            thread::yield_now();
        }
    });
}

#[test]
fn a_listener_that_panics_hears_of_the_next_change() {
    let name = "watch::a_listener_that_panics_hears_of_the_next_change";
    alone(name, in_folder("panics"), || {
        CircuitBreaker::builder().name("payments").register().unwrap();
        fs::write("resilience.toml", text(1)).unwrap();
        init().unwrap();
        let (tell, told) = channel();
        let listener = move |_: &_| {
            tell.send(()).unwrap();
            panic!("a listener");
        };
        let _watch = watch(EVERY).on_reload(listener).start().unwrap();
        for round in 2..4 {
            replace(&text(round));
            told.recv_timeout(LONG).unwrap();
            assert_eq!(max_failures(), round.to_string());
        }
    });
}

#[test]
fn to_look_without_a_pause_is_refused() {
    let error = watch(Duration::ZERO).start().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert!(problem.place.starts_with(file!()), "{error}");
    assert_eq!(
        (&*problem.field, &*problem.value, &*problem.expected),
        ("every", "0ns", "more than zero")
    );
}
