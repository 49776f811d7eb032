//! Processes to send signals to.

use resilience::{CleanupCallback, GracefulShutdown, GracefulShutdownBuilder};
use rustix::process::{Pid, Signal, kill_process};
use std::any::type_name_of_val;
use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PART: &str = "RESILIENCE_SHUTDOWN_TEST_CHILD";

/// What a child prints when signals may come.
const READY: &str = "ready";

/// Far longer than any child lives, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// Whether this process is the child of its test.
pub(crate) fn is_child() -> bool {
    env::var_os(PART).is_some()
}

/// Tells the parent to go on.
pub(crate) fn ready() {
    println!("\n{READY}");
}

/// For ever, as far as a test goes; the parent notices.
pub(crate) fn hang() {
    thread::sleep(10 * PATIENCE);
}

pub(crate) fn builder() -> GracefulShutdownBuilder {
    GracefulShutdown::builder().timeout(60 * SECOND).force_exit_code(77)
}

/// The shutdown of a child, installed, with callbacks that hang.
pub(crate) fn installed(builder: GracefulShutdownBuilder, hung: usize) -> GracefulShutdown {
    let shutdown = builder.build().unwrap();
    for name in 0..hung {
        shutdown.register(CleanupCallback::new(name.to_string(), hang)).unwrap();
    }
    shutdown.install().unwrap();
    shutdown
}

pub(crate) struct Child {
    process: std::process::Child,
    lines: BufReader<ChildStdout>,
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Code(i32),
    Signal(i32),
}

impl Child {
    /// The test itself again, as far as it says that it is ready.
    pub(crate) fn of(test: &impl Fn()) -> Self {
        Self::of_command(Command::new(env::current_exe().unwrap()), test)
    }

    /// The same, but that this command starts the test: it puts the arguments behind its own.
    pub(crate) fn of_command(mut command: Command, test: &impl Fn()) -> Self {
        let (_, name) = type_name_of_val(test).split_once("::").unwrap();
        command.args([name, "--exact", "--nocapture"]).env(PART, "1");
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut child = Self { process, lines };
        child.wait_for(READY);
        child
    }

    /// Until it has printed this line.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, line: &str) {
        let mut lines = (&mut self.lines).lines();
        assert!(lines.any(|it| it.unwrap() == line), "the child ended without {line:?}");
    }

    pub(crate) fn send(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    /// How it ends, and how long that takes from now.
    #[track_caller]
    pub(crate) fn end(&mut self) -> (End, Duration) {
        let since = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                let end = status.code().map(End::Code).or(status.signal().map(End::Signal));
                return (end.unwrap(), since.elapsed());
            }
            assert!(since.elapsed() < PATIENCE, "the child hangs");
            thread::sleep(Duration::from_millis(1));
        }
    }

    pub(crate) fn is_alive(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Most have ended long ago.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
