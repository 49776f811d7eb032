//! A system that has no more of something.

use crate::child::{Child, End, SECOND, builder, is_child, ready};
use resilience::{CleanupCallback, CleanupOutcome, GracefulShutdown, ShutdownError};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use std::fs;
use std::process::exit;
use std::time::Instant;

fn limit(resource: Resource, to: u64) {
    let maximum = getrlimit(resource).maximum;
    setrlimit(resource, Rlimit { current: Some(to), maximum }).unwrap();
}

/// No more room for another thread's stack.
fn use_up_threads() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).unwrap();
    let kilobytes: u64 = size.trim().strip_suffix(" kB").unwrap().parse().unwrap();
    limit(Resource::As, kilobytes * 1_024 + 1_000_000);
    std::thread::Builder::new().spawn(|| ()).unwrap_err();
}

fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Ends the child, with its own code if the report says what it should.
fn judge(shutdown: &GracefulShutdown) {
    let report = shutdown.trigger().unwrap();
    let [callback] = &report.callbacks[..] else { panic!() };
    let CleanupOutcome::Failed(text) = &callback.outcome else { panic!() };
    assert!(text.starts_with("no thread for it: "), "{text}");
    exit(42);
}

fn with_a_callback() -> GracefulShutdown {
    let shutdown = builder().build().unwrap();
    shutdown.register(CleanupCallback::new("db", || ())).unwrap();
    shutdown
}

#[test]
fn without_threads_a_trigger_ends_and_says_so() {
    if is_child() {
        let shutdown = with_a_callback();
        use_up_threads();
        ready();
        return judge(&shutdown);
    }
    let mut child = Child::of(&without_threads_a_trigger_ends_and_says_so);
    assert_eq!(child.end().0, End::Code(42));
}

#[test]
fn without_threads_a_signal_is_answered_all_the_same() {
    if is_child() {
        let shutdown = with_a_callback();
        shutdown.install().unwrap();
        use_up_threads();
        ready();
        assert!(shutdown.wait(None));
        return judge(&shutdown);
    }
    let mut child = Child::of(&without_threads_a_signal_is_answered_all_the_same);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Code(42));
}

#[test]
fn what_cannot_be_installed_leaves_all_as_it_was() {
    if is_child() {
        let shutdown = with_a_callback();
        let before = open_files();
        // Enough for none of it, then for more and more of it.
        for files in 0..64 {
            limit(Resource::Nofile, files);
            let installed = shutdown.install();
            limit(Resource::Nofile, 1_024);
            if installed.is_ok() {
                assert!(files > 3 && shutdown.is_installed());
                shutdown.uninstall();
                ready();
                return crate::child::hang();
            }
            let error = installed.unwrap_err();
            assert!(matches!(error, ShutdownError::System(_)) && !shutdown.is_installed());
            let text = "cannot handle signals, check the limits of threads and open files";
            assert_eq!(error.to_string(), text);
            // The thread that would have read the signals closes its own when it ends.
            let until = Instant::now() + 20 * SECOND;
            while open_files() != before {
                assert!(Instant::now() < until, "{} open, not {before}", open_files());
            }
        }
        exit(1);
    }
    let mut child = Child::of(&what_cannot_be_installed_leaves_all_as_it_was);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Signal(15));
}
