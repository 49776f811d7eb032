//! In a process of its own: what is done to a whole process, or ends it.

mod aborts;
mod runtimes;
mod suspended;

use crate::support::PATIENCE;
use std::env;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio, exit};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Set in the child, to the folder it may use.
const CHILD: &str = "RESILIENCE_WATCHDOG_TEST_CHILD";

/// Another process, and a folder of its own.
struct Process {
    child: Child,
    folder: TempDir,
}

impl Process {
    /// Runs `body` in a process of its own, which is this program again with nothing but the calling
    /// test, of that name.
    fn new(test: &str, body: fn(&Path)) -> Self {
        if let Some(folder) = env::var_os(CHILD) {
            body(Path::new(&folder));
            exit(0);
        }
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(CHILD, folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    /// Waits until it has ended.
    fn end(mut self) -> End {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begin.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("it has not ended");
            }
            thread::sleep(Duration::from_millis(5));
        };
        let (took, mut errors) = (begin.elapsed(), Vec::new());
        self.child.stderr.take().unwrap().read_to_end(&mut errors).unwrap();
        let errors = String::from_utf8_lossy(&errors).into_owned();
        End { code: status.code(), errors, took, folder: self.folder }
    }
}

/// The exit code, what was written to standard error, how long it took, and what is left behind.
struct End {
    code: Option<i32>,
    errors: String,
    took: Duration,
    folder: TempDir,
}

/// This thread does nothing any more.
fn hang() -> ! {
    loop {
        thread::park();
    }
}
