//! Signals and runtimes.

use crate::child::{Child, End, builder, hang, installed, is_child, ready};
use resilience::CleanupCallback;
use rustix::process::Signal;
use std::process::exit;
use std::time::Duration;
use tokio::runtime::Builder;

/// Registers an async callback that uses timers.
fn register(shutdown: &resilience::GracefulShutdown) {
    let callback = CleanupCallback::new_async("sleeps", || async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        println!("\nslept");
    });
    shutdown.register(callback).unwrap();
}

#[test]
fn a_blocked_runtime_of_one_thread_does_not_keep_it_from_ending() {
    if is_child() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(async {
            let shutdown = installed(builder().exit_when_done(true), 0);
            register(&shutdown);
            ready();
            hang();
        });
    }
    let mut child = Child::of(&a_blocked_runtime_of_one_thread_does_not_keep_it_from_ending);
    child.send(Signal::TERM);
    child.wait_for("slept");
    assert_eq!(child.end().0, End::Code(0));
}

#[test]
fn a_server_in_a_runtime_of_many_threads_ends_by_its_token() {
    if is_child() {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let shutdown = builder().build().unwrap();
        let (served, report) = runtime.block_on(async {
            register(&shutdown);
            let token = shutdown.token();
            let server = tokio::spawn(async move {
                token.cancelled().await;
                5
            });
            ready_when(&shutdown);
            shutdown.run_async(server).await
        });
        assert_eq!(report.callbacks.len(), 1);
        exit(served.unwrap());
    }
    let mut child = Child::of(&a_server_in_a_runtime_of_many_threads_ends_by_its_token);
    child.send(Signal::TERM);
    child.wait_for("slept");
    assert_eq!(child.end().0, End::Code(5));
}

/// Says that it is ready once it is installed.
fn ready_when(shutdown: &resilience::GracefulShutdown) {
    let shutdown = shutdown.clone();
    std::thread::spawn(move || {
        while !shutdown.is_installed() {
            std::thread::yield_now();
        }
        ready();
    });
}

#[test]
fn without_a_runtime_a_program_ends_by_asking() {
    if is_child() {
        let shutdown = builder().build().unwrap();
        register(&shutdown);
        ready_when(&shutdown);
        let (rounds, report) = shutdown.run(|| {
            let mut rounds = 0_u64;
            while !shutdown.is_shutting_down() {
                rounds += 1;
            }
            rounds
        });
        assert!(rounds > 0 && report.callbacks.len() == 1);
        exit(5);
    }
    let mut child = Child::of(&without_a_runtime_a_program_ends_by_asking);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Code(5));
}
