//! Runtimes that are blocked, as time goes by.

use super::Process;
use resilience::Watchdog;
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;

/// A runtime that is blocked after a while, and whose watchdog ends the process.
fn is_blocked(blocks: impl Future<Output = ()> + Send + 'static, builder: &mut Builder) {
    let watchdog = Watchdog::builder().name("runtime").timeout(Duration::from_millis(400)).log();
    let watchdog = watchdog.abort(77).build().unwrap();
    builder.enable_time().build().unwrap().block_on(async {
        let _watched = watchdog.watch_runtime().unwrap();
        while watchdog.stats().pings_total < 8 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        eprintln!("all was well so far");
        blocks.await;
    });
}

fn assert_seen(process: Process) {
    let end = process.end();
    assert_eq!(end.code, Some(77), "{}", end.errors);
    let (before, after) =
        end.errors.split_once("all was well so far").expect("it is blocked later");
    let line = "watchdog `runtime` has seen no ping for ";
    assert!(!before.contains(line) && after.contains(line), "{}", end.errors);
    assert!(end.took < Duration::from_secs(20), "{:?}", end.took);
}

#[test]
fn one_thread_that_is_blocked_is_seen() {
    let test = "processes::runtimes::one_thread_that_is_blocked_is_seen";
    assert_seen(Process::new(test, |_| {
        is_blocked(async { thread::park() }, &mut Builder::new_current_thread());
    }));
}

#[test]
fn workers_that_are_all_blocked_are_seen() {
    let test = "processes::runtimes::workers_that_are_all_blocked_are_seen";
    assert_seen(Process::new(test, |_| {
        let blocks = async {
            let workers = [(); 2].map(|()| tokio::spawn(async { thread::park() }));
            for worker in workers {
                worker.await.unwrap();
            }
        };
        is_blocked(blocks, Builder::new_multi_thread().worker_threads(2));
    }));
}
