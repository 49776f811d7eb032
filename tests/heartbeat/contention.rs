//! Many who write and read.

use crate::support::{INTERVAL, Place};
use resilience::Heartbeat;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

#[test]
fn four_readers_never_see_a_part_of_5_000_beats() {
    let place = Place::new();
    let heartbeat = place.builder().metadata("filler", "x".repeat(2_000)).build().unwrap();
    heartbeat.beat().unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut reads = 0;
                while !is_over.load(Ordering::SeqCst) || reads < 100 {
                    let state = Heartbeat::read_state(place.path()).expect("it is whole");
                    assert_eq!(state.metadata["filler"].as_str().unwrap().len(), 2_000);
                    reads += 1;
                    thread::yield_now();
                }
            });
        }
        // Whatever happens: the readers shall not wait for ever.
        let beating = scope.spawn(|| (0..5_000).try_for_each(|_| heartbeat.beat()));
        let written = beating.join();
        is_over.store(true, Ordering::SeqCst);
        written.unwrap().unwrap();
    });
    assert_eq!(place.files(), ["app.heartbeat"]);
}

#[test]
fn writers_of_one_stem_and_of_one_file_do_not_disturb_each_other() {
    let place = Place::new();
    let names = ["app.a", "app.b", "app.b"];
    thread::scope(|scope| {
        for name in names {
            let path = place.folder.path().join(name);
            scope.spawn(move || {
                let builder = Heartbeat::builder().state_file(&path).interval(INTERVAL);
                let heartbeat = builder.metadata("writer", name).build().unwrap();
                for beat in 0..500 {
                    // Each start removes what others have left, and nothing that is in use.
                    if beat % 10 == 0 {
                        heartbeat.start().unwrap();
                    } else {
                        heartbeat.beat().unwrap();
                    }
                    let state = Heartbeat::read_state(&path).expect("it is whole");
                    assert_eq!(state.metadata["writer"], name);
                    if beat % 10 == 9 {
                        heartbeat.stop();
                    }
                }
            });
        }
    });
    assert_eq!(place.files(), ["app.a", "app.b"]);
}
