//! The Python package `kstlib` has the same format. Skipped, with a message, where there is no
//! Python or nothing to install it from.

use crate::support::{INTERVAL, Place, in_both_modes};
use resilience::Heartbeat;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PACKAGE: &str = "kstlib==3.8.2";

/// A Python that has the package: installed once, where cargo lets tests write.
fn python() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(PACKAGE);
    let python = folder.join("bin/python");
    let has_it = || succeeds(Command::new(&python).args(["-c", "import kstlib.resilience"]));
    if has_it().is_ok() {
        return Ok(python);
    }
    succeeds(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let options = ["-m", "pip", "install", "--quiet", "--retries=1", "--timeout=15", PACKAGE];
    succeeds(Command::new(&python).args(options))?;
    has_it().map(|()| python)
}

fn succeeds(command: &mut Command) -> Result<(), String> {
    let done = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let failed = || String::from_utf8_lossy(&done.stderr).into_owned();
    if done.status.success() { Ok(()) } else { Err(failed()) }
}

/// The package's heartbeat with this file, of which `expression` has to be true.
#[track_caller]
fn is_true(python: &Path, file: &Path, expression: &str) {
    let program = format!(
        "import sys; from kstlib.resilience import Heartbeat; f = sys.argv[1]; assert {expression}"
    );
    let run = succeeds(Command::new(python).args(["-c", &program]).arg(file));
    run.unwrap_or_else(|error| panic!("{expression}: {error}"));
}

#[test]
fn each_reads_what_the_other_one_writes() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => {
            // Not `eprintln!`, which shows only where a test fails.
            let _ = writeln!(stderr(), "skipped: {PACKAGE} cannot be installed: {why}");
            return;
        }
    };
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().metadata("version", "1.0").build().unwrap();
        mode.start(&heartbeat);
        let file = place.path();
        is_true(&python, &file, "Heartbeat.is_alive(f, 30)");
        is_true(&python, &file, "Heartbeat.read_state(f).metadata['version'] == '1.0'");
        let pid = std::process::id();
        is_true(&python, &file, &format!("Heartbeat.read_state(f).pid == {pid}"));
        heartbeat.stop();
    });
    let place = Place::new();
    let file = place.path();
    is_true(&python, &file, "Heartbeat(f, metadata={'version': 2}).beat() is None");
    let state = Heartbeat::check(&file, INTERVAL).unwrap();
    assert_eq!((&state.metadata["version"], state.stopped), (&2.into(), false));
    assert!(state.pid != std::process::id() && state.interval.is_none());
}
