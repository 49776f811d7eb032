//! What signals do before and after a shutdown has them.

use crate::child::{Child, End, builder, hang, installed, is_child, ready};
use rustix::process::{Signal, getpid, kill_process};
use std::env;
use std::process::{Command, exit};
use tokio::signal::unix::{SignalKind, signal};

#[test]
fn uninstalled_they_end_the_process_as_before() {
    if is_child() {
        // Not SIGINT: what a shell starts in the background ignores that from the start.
        let signals = [Signal::TERM.as_raw(), Signal::USR1.as_raw()];
        for _ in 0..3 {
            installed(builder().signals(signals), 1).uninstall();
        }
        ready();
        return hang();
    }
    for sent in [Signal::TERM, Signal::USR1] {
        let mut child = Child::of(&uninstalled_they_end_the_process_as_before);
        child.send(sent);
        assert_eq!(child.end().0, End::Signal(sent.as_raw()));
    }
}

#[test]
fn installed_again_they_start_the_shutdown() {
    if is_child() {
        let shutdown = installed(builder(), 0);
        shutdown.uninstall();
        shutdown.install().unwrap();
        ready();
        assert!(shutdown.wait(None));
        exit(5);
    }
    let mut child = Child::of(&installed_again_they_start_the_shutdown);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Code(5));
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_ignored_is_ignored_again() {
    if is_child() {
        let hangup = Signal::HUP;
        let shutdown = installed(builder().signals([hangup.as_raw()]), 0);
        shutdown.uninstall();
        kill_process(getpid(), hangup).unwrap();
        let again = installed(builder().signals([hangup.as_raw()]), 0);
        again.uninstall();
        kill_process(getpid(), hangup).unwrap();
        assert!(!shutdown.is_shutting_down() && !again.is_shutting_down());
        ready();
        exit(5);
    }
    // As `nohup` does it.
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"trap "" HUP; exec "$0" "$@""#]).arg(env::current_exe().unwrap());
    let mut child = Child::of_command(shell, &what_was_ignored_is_ignored_again);
    assert_eq!(child.end().0, End::Code(5));
}

#[cfg(target_os = "linux")]
#[test]
fn handlers_of_others_are_called_before_during_and_after() {
    if is_child() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(async {
            let mut terminate = signal(SignalKind::terminate()).unwrap();
            let shutdown = installed(builder(), 0);
            ready();
            terminate.recv().await.unwrap();
            assert!(shutdown.wait_async(None).await);
            shutdown.uninstall();
            println!("\nuninstalled");
            terminate.recv().await.unwrap();
            exit(5);
        });
    }
    let mut child = Child::of(&handlers_of_others_are_called_before_during_and_after);
    child.send(Signal::TERM);
    child.wait_for("uninstalled");
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Code(5));
}
