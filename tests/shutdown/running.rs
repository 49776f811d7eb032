//! A program within `run`; being installed.

use crate::support::{Hung, Log, Task, outcomes, receive, shutdown, trigger, turn};
use resilience::CleanupOutcome::Done;
use resilience::{CleanupCallback, GracefulShutdown, ShutdownError};
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use tokio::runtime::{Builder, Runtime};

fn runtimes() -> [Runtime; 2] {
    let many = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    [Builder::new_current_thread().enable_all().build().unwrap(), many.unwrap()]
}

#[test]
fn one_is_installed_at_a_time() {
    let _turn = turn();
    let (first, second) = (shutdown(), shutdown());
    assert!(!first.is_installed());
    first.install().unwrap();
    first.clone().install().unwrap();
    assert!(first.is_installed() && !second.is_installed());
    let error = second.install().unwrap_err();
    assert!(matches!(error, ShutdownError::AnotherInstalled));
    let text = "another graceful shutdown is installed, uninstall it or register callbacks with it";
    assert_eq!(error.to_string(), text);
    second.uninstall();
    assert!(first.is_installed(), "it is not the second's to uninstall");
    first.uninstall();
    assert!(!first.is_installed());
    second.install().unwrap();
    second.uninstall();
    second.uninstall();
}

#[test]
fn run_installs_runs_triggers_and_uninstalls() {
    let _turn = turn();
    let (shutdown, log) = (shutdown(), Log::default());
    shutdown.register(log.callback("db")).unwrap();
    let (answer, report) = shutdown.run(|| {
        assert!(shutdown.is_installed() && !shutdown.is_shutting_down());
        log.note("app");
        7
    });
    assert_eq!((answer, log.noted()), (7, vec![String::from("app"), String::from("db")]));
    assert_eq!(outcomes(&report), [("db", Done)]);
    assert!(!shutdown.is_installed() && shutdown.is_shutting_down());
    assert_eq!(shutdown.trigger().unwrap(), report);
}

#[test]
fn run_async_does_the_same_in_any_runtime() {
    let _turn = turn();
    for runtime in runtimes() {
        let (shutdown, log) = (shutdown(), Log::default());
        shutdown.register(log.callback("db")).unwrap();
        let (answer, report) = runtime.block_on(shutdown.run_async(async {
            tokio::task::yield_now().await;
            assert!(shutdown.is_installed());
            log.note("app");
            7
        }));
        assert_eq!((answer, log.noted()), (7, vec![String::from("app"), String::from("db")]));
        assert_eq!(outcomes(&report), [("db", Done)]);
        assert!(!shutdown.is_installed());
    }
}

#[test]
fn a_program_that_waits_for_the_token_ends_when_others_trigger() {
    let _turn = turn();
    for runtime in runtimes() {
        let shutdown = shutdown();
        let (callback, hung) = Hung::callback("db");
        shutdown.register(callback).unwrap();
        let report = trigger(&shutdown);
        hung.wait();
        drop(hung);
        let token = shutdown.token();
        let ((), same) = runtime.block_on(shutdown.run_async(token.cancelled_owned()));
        assert_eq!(report.join().unwrap(), same);
    }
}

#[test]
fn a_program_that_panics_is_cleaned_up_after_and_panics_on() {
    let _turn = turn();
    let text = |result: Result<_, Box<dyn std::any::Any + Send>>| {
        let payload = result.map(|((), _)| ()).unwrap_err();
        *payload.downcast::<&str>().unwrap()
    };
    let (shutdown, log) = (shutdown(), Log::default());
    shutdown.register(log.callback("db")).unwrap();
    let run = || shutdown.run(|| panic!("boom"));
    assert_eq!(text(catch_unwind(AssertUnwindSafe(run))), "boom");
    assert_eq!(log.noted(), ["db"]);
    assert!(!shutdown.is_installed());

    for runtime in runtimes() {
        let (shutdown, log) = (crate::support::shutdown(), Log::default());
        shutdown.register(log.callback("db")).unwrap();
        let run = || runtime.block_on(shutdown.run_async(async { panic!("boom") }));
        assert_eq!(text(catch_unwind(AssertUnwindSafe(run))), "boom");
        assert_eq!(log.noted(), ["db"]);
        assert!(!shutdown.is_installed());
    }
}

#[test]
fn a_run_that_is_dropped_begins_the_shutdown_and_uninstalls() {
    let _turn = turn();
    let shutdown = shutdown();
    let (callback, hung) = Hung::callback("db");
    shutdown.register(callback).unwrap();
    let task = Task::started(shutdown.run_async(pending::<()>()));
    assert!(shutdown.is_installed() && !shutdown.is_shutting_down());
    drop(task);
    assert!(!shutdown.is_installed() && shutdown.is_shutting_down());
    hung.wait();
    drop(hung);
    assert!(shutdown.wait(None));
}

fn panics(of: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(of)).unwrap_err();
    *payload
        .downcast::<String>()
        .unwrap_or_else(|it| Box::new((*it.downcast::<&str>().unwrap()).to_owned()))
}

#[test]
fn what_cannot_be_installed_is_not_run() {
    let _turn = turn();
    let (first, second) = (shutdown(), shutdown());
    first.install().unwrap();
    let text = panics(|| drop(second.run(|| unreachable!())));
    assert!(
        text.starts_with("a shutdown cannot be installed: another graceful shutdown"),
        "{text}"
    );
    assert!(!second.is_shutting_down());
    first.uninstall();
}

#[test]
fn a_callback_cannot_run_its_own_shutdown() {
    let shutdown: GracefulShutdown = shutdown();
    let (tell, told) = channel();
    let own = shutdown.clone();
    let callback = CleanupCallback::new("db", move || {
        tell.send(panics(|| drop(own.run(|| unreachable!())))).unwrap();
    });
    shutdown.register(callback).unwrap();
    assert_eq!(outcomes(&shutdown.trigger().unwrap()), [("db", Done)]);
    assert_eq!(receive(&told), "a cleanup callback cannot run its own shutdown");
}
