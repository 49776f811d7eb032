//! Where async callbacks run.

use crate::support::{outcomes, receive, shutdown};
use resilience::CleanupOutcome::Done;
use resilience::{CleanupCallback, GracefulShutdown};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Id};
use tokio::task;

/// A callback that uses all there is in a runtime and tells which one it is in.
fn tells(shutdown: &GracefulShutdown, name: &'static str) -> Receiver<(Id, Id)> {
    let (tell, told) = channel();
    let callback = CleanupCallback::new_async(name, move || {
        let made_in = Handle::current().id();
        async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            task::spawn(task::yield_now()).await.unwrap();
            tell.send((made_in, Handle::current().id())).unwrap();
        }
    });
    shutdown.register(callback).unwrap();
    told
}

#[test]
fn without_a_runtime_they_run_in_one_of_the_librarys_own() {
    let shutdown = shutdown();
    let told = tells(&shutdown, "db");
    assert_eq!(outcomes(&shutdown.trigger().unwrap()), [("db", Done)]);
    let (made_in, ran_in) = receive(&told);
    assert_eq!(made_in, ran_in);
}

#[test]
fn in_the_multi_threaded_one_in_which_they_were_registered() {
    let (home, other) = (Builder::new_multi_thread, Builder::new_multi_thread);
    let home = home().worker_threads(1).enable_all().build().unwrap();
    let other = other().worker_threads(1).enable_all().build().unwrap();
    let shutdown = shutdown();
    let told = {
        let _elsewhere = home.enter();
        tells(&shutdown, "db")
    };
    let report = other.block_on(shutdown.trigger_async()).unwrap();
    assert_eq!(outcomes(&report), [("db", Done)]);
    let home = home.handle().id();
    assert_eq!(receive(&told), (home, home));
}

#[test]
fn made_in_one_and_registered_in_another_they_belong_to_the_latter() {
    let runtime = || Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (home, other) = (runtime(), runtime());
    let (tell, told) = channel();
    let shutdown = shutdown();
    let made = other.block_on(async {
        CleanupCallback::new_async("db", || async move {
            tell.send(Handle::current().id()).unwrap();
        })
    });
    home.block_on(async { shutdown.register(made) }).unwrap();
    shutdown.trigger().unwrap();
    assert_eq!(receive(&told), home.handle().id());
}

#[test]
fn registered_in_a_single_threaded_one_they_need_nobody_to_drive_it() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let shutdown = shutdown();
    let told = runtime.block_on(async {
        let told = tells(&shutdown, "db");
        // It blocks the only thread there is.
        assert_eq!(outcomes(&shutdown.trigger().unwrap()), [("db", Done)]);
        told
    });
    assert_ne!(receive(&told).0, runtime.handle().id());
}

#[test]
fn when_their_runtime_is_gone_they_have_failed() {
    let shutdown = shutdown();
    let home = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let told = home.block_on(async { tells(&shutdown, "db") });
    drop(home);
    let report = shutdown.trigger().unwrap();
    let outcome = report.callbacks[0].outcome.to_string();
    assert!(outcome.starts_with("failed: panicked: ") && outcome.contains("shutdown"), "{outcome}");
    assert!(told.recv().is_err());
}

#[test]
fn its_futures_go_to_other_threads() {
    fn sent<F: Future + Send>(_: F) {}
    let shutdown = shutdown();
    sent(shutdown.trigger_async());
    sent(shutdown.wait_async(Some(Duration::ZERO)));
    sent(shutdown.run_async(async { 7 }));
}

#[test]
fn what_a_callback_does_may_stay_on_its_thread() {
    let shutdown = shutdown();
    let callback = CleanupCallback::new_async("local", || async {
        let here = std::rc::Rc::new(7);
        task::yield_now().await;
        assert_eq!(*here, 7);
    });
    shutdown.register(callback).unwrap();
    assert_eq!(outcomes(&shutdown.trigger().unwrap()), [("local", Done)]);
}
