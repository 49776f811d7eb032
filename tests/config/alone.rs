//! Tests with a process of their own: what is loaded, the environment and the working directory are
//! those of a process.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Far more than any of them takes.
const LONG: Duration = Duration::from_secs(240);

/// Tells the process which test it is for.
const WHICH: &str = "CONFIG_TEST_ALONE";

/// Runs the test of this name in a process of its own, which `prepare` gives its environment and its
/// working directory. There it is `body` that runs.
pub(crate) fn alone(test: &str, prepare: impl FnOnce(&mut Command), body: impl FnOnce()) {
    if env::var_os(WHICH).is_some_and(|which| which == test) {
        // It may hang: then nobody else waits for it.
        thread::spawn(|| {
            let (_alive, told) = channel::<()>();
            told.recv_timeout(LONG).unwrap_err();
            eprintln!("not through after {LONG:?}");
            process::abort();
        });
        return body();
    }
    let mut child = Command::new(env::current_exe().unwrap());
    child.args([test, "--exact", "--nocapture"]).env(WHICH, test);
    let of_ours = |name: &str| name.to_ascii_uppercase().starts_with("RESILIENCE_");
    for (name, _) in env::vars_os().filter(|(name, _)| of_ours(&name.to_string_lossy())) {
        child.env_remove(name);
    }
    prepare(&mut child);
    let output = child.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{test}\n{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The folder of the corpus.
pub(crate) fn corpus() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/config/corpus"))
}

/// An empty folder for the test of this name.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// In an empty folder of that name.
pub(crate) fn in_folder(name: &'static str) -> impl FnOnce(&mut Command) {
    move |process| {
        process.current_dir(scratch(name));
    }
}
