//! What the parts of the process tell.

use crate::support::{Heard, SECOND, ms, wait_until};
use resilience::{
    CleanupCallback, Event, GracefulShutdown, Heartbeat, ManualClock, Watchdog, on_event,
};
use std::fs;
use std::sync::Mutex;
use std::thread;

#[test]
fn a_shutdown_tells_what_became_of_each_callback() {
    let heard = Heard::default();
    let ear = heard.ear_if(|it| it.kind() == "shutdown" && it.name().starts_with("events: "));
    let _subscription = on_event(ear);
    let shutdown = GracefulShutdown::builder().timeout(SECOND * 30).build().unwrap();
    let (hang, hung) = std::sync::mpsc::channel::<()>();
    shutdown.register(CleanupCallback::new("events: fine", || ())).unwrap();
    let fails = CleanupCallback::new("events: bad", || Err::<(), _>("disk full"));
    shutdown.register(fails).unwrap();
    let hangs = CleanupCallback::new("events: slow", move || _ = hung.recv()).timeout(ms(1));
    shutdown.register(hangs).unwrap();
    shutdown.trigger().unwrap();
    drop(hang);
    let told: Vec<_> = heard
        .take()
        .iter()
        .map(|event| match event {
            Event::CleanupDone { name, outcome, error, .. } => {
                (name.to_string(), *outcome, error.clone())
            }
            _ => panic!("{event}"),
        })
        .collect();
    let expected = [
        ("events: fine".to_owned(), "done", None),
        ("events: bad".to_owned(), "failed", Some("disk full".to_owned())),
        ("events: slow".to_owned(), "timed_out", None),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_shutdown_of_many_callbacks_tells_all_of_them() {
    const MANY: usize = 100;
    let (heard, time) = (Heard::default(), ManualClock::new());
    let ear = heard.ear_if(|it| it.kind() == "shutdown" && it.name().starts_with("many: "));
    let _subscription = on_event(ear);
    // The first takes all the time that there is: the others come to their end at once.
    let shutdown = GracefulShutdown::builder().timeout(SECOND).clock(time.clock()).build().unwrap();
    for number in 0..MANY {
        let time = time.clone();
        let callback =
            CleanupCallback::new(format!("many: {number}"), move || time.advance(SECOND));
        shutdown.register(callback).unwrap();
    }
    // The time is over, so the report does not wait for them.
    shutdown.trigger().unwrap();
    wait_until(|| heard.all().len() == MANY);
    let lines = heard.take_lines();
    let skipped = lines.iter().filter(|line| line.ends_with("was skipped")).count();
    assert_eq!(skipped, MANY - 1, "{lines:?}");
}

#[test]
fn a_heartbeat_that_cannot_write_tells_it() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let folder = tempfile::tempdir().unwrap();
    let (inner, file) = (folder.path().join("inner"), folder.path().join("inner/beat"));
    let name = file.display().to_string();
    let expected = name.clone();
    let _subscription = on_event(heard.ear_if(move |event| event.name() == expected));
    let heartbeat = Heartbeat::builder().state_file(&file).interval(SECOND).clock(time.clock());
    let heartbeat = heartbeat.build().unwrap();
    heartbeat.start().unwrap();
    fs::remove_dir_all(&inner).unwrap();
    fs::write(&inner, "in the way").unwrap();
    time.advance(SECOND);
    wait_until(|| !heard.all().is_empty());
    heartbeat.stop();
    let all = heard.take();
    let Event::BeatMissed { error, .. } = &all[0] else { panic!("{all:?}") };
    assert_eq!((all[0].kind(), all[0].name()), ("heartbeat", &*name));
    assert!(error.starts_with("heartbeat cannot write"), "{error}");
    assert_eq!(&all[0].to_string(), error);
}

#[test]
fn a_watchdog_that_fires_tells_it() {
    let heard = Heard::default();
    let _subscription = on_event(heard.ear_for("events: worker"));
    let watchdog = Watchdog::builder().name("events: worker").timeout(ms(100)).build().unwrap();
    watchdog.start().unwrap();
    wait_until(|| !heard.all().is_empty());
    watchdog.stop();
    let all = heard.take();
    let Event::WatchdogFired { inactive, limit, .. } = &all[0] else { panic!("{all:?}") };
    assert!(*inactive > *limit, "{inactive:?}");
    assert_eq!((*limit, all[0].kind()), (ms(100), "watchdog"));
    assert!(all[0].to_string().ends_with(", its limit is 100ms"), "{}", all[0]);
}

/// There is one configuration in a process.
static CONFIGURATION: Mutex<()> = Mutex::new(());

#[test]
fn settings_are_told_in_the_order_in_which_they_were_loaded() {
    let _alone = CONFIGURATION.lock().unwrap();
    let heard = Heard::default();
    let _subscription = on_event(heard.ear_if(|event| event.kind() == "config"));
    let folder = tempfile::tempdir().unwrap();
    let (file, next) = (folder.path().join("order.toml"), folder.path().join("next"));
    let write = |number: u32| {
        fs::write(&next, format!("[resilience.retry]\nmax_attempts = \"{number}\"\n")).unwrap();
        fs::rename(&next, &file).unwrap();
    };
    let mut number = 0;
    write(number);
    assert!(resilience::init_from(&file).is_err());
    for round in 1..=5 {
        thread::scope(|scope| {
            // No more than there is room for.
            let reloading = || (0..400).for_each(|_| assert!(resilience::reload().is_err()));
            let (one, other) = (scope.spawn(reloading), scope.spawn(reloading));
            while !(one.is_finished() && other.is_finished()) {
                number += 1;
                write(number);
            }
        });
        wait_until(|| heard.all().len() == 1 + round * 800);
    }
    let number = |event: &Event| match event {
        Event::ReloadFailed { error, .. } => error.problems()[0].value.clone(),
        _ => panic!("{event}"),
    };
    let numbers: Vec<u32> =
        heard.take().iter().map(|event| number(event).trim_matches('"').parse().unwrap()).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    fs::write(&file, "").unwrap();
    resilience::reload().unwrap();
}

#[test]
fn settings_that_are_loaded_and_those_that_cannot_be_are_told() {
    let _alone = CONFIGURATION.lock().unwrap();
    let heard = Heard::default();
    let _subscription = on_event(heard.ear_if(|event| event.kind() == "config"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("resilience.toml");
    fs::write(&file, "[resilience.retry.instances.nobody]\nmax_attempts = 2\n").unwrap();
    resilience::init_from(&file).unwrap();
    fs::write(&file, "[resilience.retry]\nmax_atempts = 2\n").unwrap();
    let error = resilience::reload().unwrap_err();
    fs::write(&file, "").unwrap();
    resilience::reload().unwrap();
    let all = heard.take();
    let name = file.display().to_string();
    assert!(all.iter().all(|event| event.name() == name), "{all:?}");
    let loaded = format!("settings loaded from `{name}`");
    let lines: Vec<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!(lines, [loaded.clone(), error.to_string(), loaded]);
    let Event::ReloadFailed { error, .. } = &all[1] else { panic!("{all:?}") };
    assert_eq!(error.problems().len(), 1);
}
