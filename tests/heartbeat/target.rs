//! What a heartbeat looks after.

use crate::support::{INTERVAL, PATIENCE, Place, hearing, in_both_modes};
use resilience::{Alert, HeartbeatTarget};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};

/// A target that tells the test when it was asked, and does as it is told.
struct Worker {
    asked: Sender<()>,
    is_dead: AtomicBool,
    panics: AtomicBool,
}

impl Worker {
    fn new(asked: Sender<()>) -> Arc<Self> {
        Arc::new(Self { asked, is_dead: AtomicBool::default(), panics: AtomicBool::default() })
    }
}

impl HeartbeatTarget for Worker {
    fn is_dead(&self) -> bool {
        let (is_dead, panics) =
            (self.is_dead.load(Ordering::SeqCst), self.panics.load(Ordering::SeqCst));
        // From here on the test may change them.
        self.asked.send(()).unwrap();
        assert!(!panics, "as it must");
        is_dead
    }
}

#[test]
fn a_death_is_told_once_until_the_target_lives_again() {
    in_both_modes(|mode| {
        let place = Place::new();
        let ((asked, asks), (death, deaths), (alert, alerts)) = (hearing(), hearing(), hearing());
        let (death_too, deaths_too) = hearing();
        let worker = Worker::new(asked);
        let heartbeat = place
            .builder()
            .target(Arc::clone(&worker))
            .on_target_dead(move || death.send(()).unwrap())
            .on_target_dead_async(move || {
                let death = death_too.clone();
                async move { death.send(()).unwrap() }
            })
            .on_alert(move |given: &Alert| alert.send(given.clone()).unwrap())
            .build()
            .unwrap();
        mode.start(&heartbeat);
        asks.next();
        for round in 0..2 {
            worker.is_dead.store(true, Ordering::SeqCst);
            for _ in 0..3 {
                place.time.advance(INTERVAL);
                asks.next();
            }
            deaths.next();
            deaths_too.next();
            let given = alerts.next();
            assert_eq!((given.channel, &*given.message), ("heartbeat", "the target is dead"));
            assert!(given.context["target"].contains("Worker"), "{given}");
            assert!(given.context["heartbeat"].contains("app.heartbeat"), "{given}");
            worker.is_dead.store(false, Ordering::SeqCst);
            place.time.advance(INTERVAL);
            asks.next();
            assert!(place.is_alive(), "{mode:?}, round {round}: the process lives all the same");
        }
        heartbeat.stop();
        assert!(deaths.rest().is_empty() && deaths_too.rest().is_empty());
        assert!(alerts.rest().is_empty());
    });
}

#[test]
fn a_death_that_lasts_is_told_again_if_that_is_wanted() {
    let place = Place::new();
    let ((asked, asks), (death, deaths)) = (hearing(), hearing());
    let worker = Worker::new(asked);
    worker.is_dead.store(true, Ordering::SeqCst);
    let heartbeat = place
        .builder()
        .target(worker)
        .repeat_every(INTERVAL * 3)
        .on_target_dead(move || death.send(()).unwrap())
        .build()
        .unwrap();
    // Told at the start, and at the third beat and the sixth after it.
    heartbeat.start().unwrap();
    for _ in 0..7 {
        asks.next();
        place.time.advance(INTERVAL);
    }
    asks.next();
    heartbeat.stop();
    assert_eq!(deaths.rest().len(), 3);
}

#[test]
fn a_target_that_panics_gives_an_alert_and_no_death() {
    in_both_modes(|mode| {
        let place = Place::new();
        let ((asked, asks), (death, deaths), (alert, alerts)) = (hearing(), hearing(), hearing());
        let worker = Worker::new(asked);
        worker.panics.store(true, Ordering::SeqCst);
        let heartbeat = place
            .builder()
            .target(Arc::clone(&worker))
            .on_target_dead(move || death.send(()).unwrap())
            .on_alert(move |given: &Alert| alert.send(given.to_string()).unwrap())
            .build()
            .unwrap();
        mode.start(&heartbeat);
        for _ in 0..3 {
            asks.next();
            place.time.advance(INTERVAL);
        }
        asks.next();
        let given = alerts.next();
        assert!(given.starts_with("heartbeat: the target panicked when asked"), "{given}");
        worker.panics.store(false, Ordering::SeqCst);
        worker.is_dead.store(true, Ordering::SeqCst);
        place.time.advance(INTERVAL);
        asks.next();
        deaths.next();
        heartbeat.stop();
        assert_eq!(alerts.rest().len(), 1, "{mode:?}: one for the death");
    });
}

#[test]
fn a_target_that_takes_its_time_delays_no_beat_and_is_not_asked_twice_at_once() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let asked = Arc::new(AtomicUsize::new(0));
        let asks = Arc::clone(&asked);
        let (go_on, hold) = channel::<()>();
        let hold = Mutex::new(hold);
        let hangs = move || {
            asks.fetch_add(1, Ordering::SeqCst);
            hold.lock().unwrap().recv().is_err()
        };
        let builder = place.builder().target(hangs).on_beat(move || beat.send(()).unwrap());
        let heartbeat = builder.build().unwrap();
        mode.start(&heartbeat);
        for _ in 0..20 {
            beats.next();
            place.time.advance(INTERVAL);
        }
        beats.next();
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{mode:?}");
        // One question is in line by now, and no more than that.
        drop(go_on);
        heartbeat.stop();
        assert_eq!(asked.load(Ordering::SeqCst), 2, "{mode:?}");
    });
}

#[test]
fn it_is_asked_although_the_beat_is_missed_and_when_there_is_no_file() {
    let place = Place::new();
    let (asked, asks) = hearing();
    let worker = Worker::new(asked);
    let builder = place.builder().target(Arc::clone(&worker));
    let heartbeat = builder.state_file("/proc/app.heartbeat").build().unwrap();
    heartbeat.beat().unwrap_err();
    asks.next();
    let alone = resilience::Heartbeat::builder().target(worker).build().unwrap();
    alone.start().unwrap();
    asks.next();
    alone.stop();
}

#[test]
fn what_it_answers_after_a_stop_is_told_to_nobody() {
    let place = Place::new();
    let ((asked, asks), (death, deaths)) = (hearing(), channel());
    let (go_on, hold) = channel::<()>();
    let hold = Mutex::new(hold);
    let is_dead = move || {
        asked.send(()).unwrap();
        hold.lock().unwrap().recv().is_err()
    };
    let builder = place.builder().target(is_dead).on_target_dead(move || death.send(()).unwrap());
    let heartbeat = builder.build().unwrap();
    heartbeat.start().unwrap();
    asks.next();
    heartbeat.stop();
    drop(heartbeat);
    drop(go_on);
    // All that might call it has gone by then.
    assert_eq!(deaths.recv_timeout(PATIENCE), Err(RecvTimeoutError::Disconnected));
}
