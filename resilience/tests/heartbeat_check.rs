//! The program `heartbeat-check`: what it says, and its exit codes.

#![cfg(unix)]

use resilience::Heartbeat;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_heartbeat-check"))
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

/// The answer about this file: a code and a line.
fn answer(file: &Path, arguments: &[&str]) -> (i32, String) {
    let Output { status, stdout, stderr } = program().arg(file).args(arguments).output().unwrap();
    assert_eq!(text(&stderr), "");
    let line = text(&stdout).strip_suffix('\n').expect("it is a line");
    assert_eq!(line.lines().count(), 1, "{line}");
    (status.code().unwrap(), line.to_owned())
}

/// Why it cannot be asked like that.
fn refusal(arguments: &[&OsStr]) -> String {
    let Output { status, stdout, stderr } = program().args(arguments).output().unwrap();
    assert_eq!((status.code(), text(&stdout)), (Some(2), ""));
    let errors = text(&stderr);
    assert!(errors.contains("\nusage: heartbeat-check FILE [--max-age LENGTH]\n"), "{errors}");
    errors.lines().next().unwrap().to_owned()
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("app.heartbeat")
    }

    fn heartbeat(&self) -> Heartbeat {
        Heartbeat::builder().state_file(self.path()).build().unwrap()
    }

    /// A file with a beat of that time.
    fn write(&self, time: &str) {
        let text = format!(r#"{{"timestamp": "{time}", "pid": 42, "hostname": "a\nb"}}"#);
        fs::write(self.path(), text).unwrap();
    }
}

#[test]
fn a_beat_is_alive_and_a_stop_is_not() {
    let place = Place::new();
    let heartbeat = place.heartbeat();
    heartbeat.beat().unwrap();
    let (code, line) = answer(&place.path(), &[]);
    assert_eq!(code, 0, "{line}");
    let process = format!(" old, of process {} on `", std::process::id());
    assert!(line.starts_with("alive: the last beat is ") && line.contains(&process), "{line}");
    heartbeat.stop();
    let (code, line) = answer(&place.path(), &["--max-age", "1d"]);
    assert_eq!(code, 1, "{line}");
    assert!(line.starts_with("not alive: `") && line.contains("says it stopped "), "{line}");
}

#[test]
fn an_age_may_be_written_in_every_spelling() {
    let place = Place::new();
    place.write("1999-12-31T23:59:59Z");
    for length in ["300000d", "9999999999.5", "1d 299999d", "9_999_999_999s", "5000000h1m 1s"] {
        for arguments in [&["--max-age", length][..], &[&format!("--max-age={length}")]] {
            let (code, line) = answer(&place.path(), arguments);
            assert_eq!(code, 0, "{length}: {line}");
            // One line, whatever the file says.
            assert!(line.ends_with("s old, of process 42 on `a\\nb`"), "{line}");
        }
    }
    for length in ["30", "0.25", "250ms", "1.5s", "2min", "1m 30s", "7us", "7ns", "7m", "7h", "0"] {
        let (code, line) = answer(&place.path(), &["--max-age", length]);
        assert_eq!(code, 1, "{length}: {line}");
        assert!(line.starts_with("not alive: the last beat in `"), "{line}");
        assert!(line.contains(" old, more than "), "{line}");
    }
    // Half a minute, if nobody says anything else.
    let (_, line) = answer(&place.path(), &[]);
    assert!(line.ends_with(" old, more than 30s"), "{line}");
}

#[test]
fn what_is_no_sign_of_life_is_told_in_a_line() {
    let place = Place::new();
    let (code, line) = answer(&place.path(), &[]);
    assert_eq!(code, 1);
    assert!(line.contains("app.heartbeat` cannot be read: No such file"), "{line}");
    let odd = place.0.path().join(OsStr::from_bytes(b"a\n\xffb"));
    let (code, line) = answer(&odd, &[]);
    assert_eq!(code, 1);
    assert!(line.contains("/a\\n\u{fffd}b` cannot be read"), "{line}");
    place.write("2999-01-01T00:00:00Z");
    let (code, line) = answer(&place.path(), &["--max-age", "99999d"]);
    assert_eq!(code, 1);
    assert!(line.contains("s ahead of this clock"), "{line}");
    let damages = [
        ("[]", "no JSON object"),
        ("{}", "no hostname"),
        (r#"{"hostname": "h"}"#, "no timestamp with an offset"),
        (r#"{"hostname": "h", "timestamp": "1999-01-01T00:00:00Z"}"#, "no pid"),
        (r#"{"metadata": []}"#, "its metadata is no object"),
    ];
    for (contents, why) in damages {
        fs::write(place.path(), contents).unwrap();
        let (code, line) = answer(&place.path(), &[]);
        assert_eq!(code, 1);
        assert!(line.contains("` is no heartbeat: it") && line.contains(why), "{line}");
    }
    let (code, line) = answer(place.0.path(), &[]);
    assert_eq!(code, 1);
    assert!(line.ends_with("cannot be read: it is no regular file"), "{line}");
}

#[test]
fn what_it_cannot_be_asked_is_a_code_of_its_own() {
    let refusals: [(&[&str], &str); 10] = [
        (&[], "which FILE?"),
        (&["--max-age", "3s"], "which FILE?"),
        (&["a", "b"], "one FILE at a time, not `a` and `b`"),
        (&["a", "--max-age"], "--max-age wants a length of time"),
        (
            &["a", "--max-age", "soon"],
            "--max-age cannot be `soon`: there is no number before `soon`",
        ),
        (
            &["a", "--max-age", "3 weeks"],
            "--max-age cannot be `3 weeks`: `weeks` is no unit of time",
        ),
        (&["a", "--max-age="], "--max-age cannot be ``: it is empty; write `30` (seconds)"),
        (&["a", "--max-age", "-3s"], "--max-age cannot be `-3s`: it cannot be shorter than zero"),
        (&["a", "--max-age=3s", "--max-age=3s"], "--max-age is there twice"),
        (&["a", "--maxage", "3s"], "`--maxage` is no option"),
    ];
    for (arguments, why) in refusals {
        let arguments: Vec<_> = arguments.iter().map(OsStr::new).collect();
        let first = refusal(&arguments);
        assert!(first.starts_with(&format!("heartbeat-check: {why}")), "{first}");
    }
    let no_text = OsStr::from_bytes(b"\xff");
    let first = refusal(&[OsStr::new("a"), OsStr::new("--max-age"), no_text]);
    assert!(first.contains("it is no text"), "{first}");
}

#[test]
fn a_file_may_look_like_an_option() {
    let place = Place::new();
    place.heartbeat().beat().unwrap();
    fs::rename(place.path(), place.0.path().join("--max-age")).unwrap();
    let mut program = program();
    program.current_dir(place.0.path()).args(["--max-age=1d", "--", "--max-age"]);
    assert_eq!(program.output().unwrap().status.code(), Some(0));
}

#[test]
fn it_tells_how_to_ask_and_what_it_is() {
    for (option, start) in [
        ("--help", "usage: heartbeat-check FILE [--max-age LENGTH]\n"),
        ("-h", "usage: heartbeat-check"),
        ("--version", concat!("heartbeat-check ", env!("CARGO_PKG_VERSION"), "\n")),
        ("-V", "heartbeat-check "),
    ] {
        let output = program().arg(option).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).starts_with(start), "{output:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_code_is_right_although_nobody_reads_the_line() {
    let place = Place::new();
    place.heartbeat().beat().unwrap();
    let full =
        || std::process::Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let status = program().arg(place.path()).stdout(full()).status().unwrap();
    assert_eq!(status.code(), Some(0));
    let status = program().stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(2));
}
