//! The program `heartbeat-check`.

use super::Heartbeat;
use crate::error::Brief;
use crate::settings::parse_length;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::time::Duration;

const MAX_AGE: Duration = Duration::from_secs(30);

const LENGTHS: &str = "`30` (seconds), `0.25`, `250ms` or `1m 30s`";

const USAGE: &str = "\
usage: heartbeat-check FILE [--max-age LENGTH]

Tells whether the heartbeat in FILE is a sign of life: exit code 0 if it is, 1 if it is not, and one
line that says why; 2 if it cannot be asked like that.

  --max-age LENGTH  how old the last beat may be, as in 30, 0.5, 250ms, 2min or \"1m 30s\" (30s)
  --help            print this
  --version         print the version";

/// What `heartbeat-check` does with these arguments: its exit code, and what it prints (to its errors
/// if the code is 2).
pub fn heartbeat_check(arguments: impl IntoIterator<Item = OsString>) -> (u8, String) {
    match read(arguments) {
        Ok(Asked::Check { file, max_age }) => match Heartbeat::check(&file, max_age) {
            Ok(state) => {
                let (age, pid) = (Brief(state.age()), state.pid);
                // It may have anything in it, and this is one line.
                let hostname = state.hostname.escape_debug();
                (0, format!("alive: the last beat is {age} old, of process {pid} on `{hostname}`"))
            }
            Err(error) => (1, format!("not alive: {error}")),
        },
        Ok(Asked::Help) => (0, String::from(USAGE)),
        Ok(Asked::Version) => {
            (0, String::from(concat!("heartbeat-check ", env!("CARGO_PKG_VERSION"))))
        }
        Err(why) => (2, format!("heartbeat-check: {why}\n\n{USAGE}")),
    }
}

enum Asked {
    Check { file: PathBuf, max_age: Duration },
    Help,
    Version,
}

fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let mut arguments = arguments.into_iter();
    let (mut files, mut max_age, mut options_are_over) = (Vec::new(), None, false);
    while let Some(argument) = arguments.next() {
        let bytes = argument.as_bytes();
        if options_are_over || !bytes.starts_with(b"-") {
            files.push(PathBuf::from(argument));
            continue;
        }
        let length = match bytes {
            b"--" => {
                options_are_over = true;
                continue;
            }
            b"--help" | b"-h" => return Ok(Asked::Help),
            b"--version" | b"-V" => return Ok(Asked::Version),
            b"--max-age" => arguments.next().ok_or("--max-age wants a length of time")?,
            _ => match bytes.strip_prefix(b"--max-age=") {
                Some(length) => OsStr::from_bytes(length).to_owned(),
                None => return Err(format!("`{}` is no option", argument.display())),
            },
        };
        if max_age.replace(length_in(&length)?).is_some() {
            return Err(String::from("--max-age is there twice"));
        }
    }
    let file = files.pop().ok_or("which FILE?")?;
    if let Some(other) = files.pop() {
        let (other, file) = (other.display(), file.display());
        return Err(format!("one FILE at a time, not `{other}` and `{file}`"));
    }
    Ok(Asked::Check { file, max_age: max_age.unwrap_or(MAX_AGE) })
}

fn length_in(text: &OsStr) -> Result<Duration, String> {
    let length = text.to_str().ok_or_else(|| String::from("it is no text")).and_then(parse_length);
    length
        .map_err(|why| format!("--max-age cannot be `{}`: {why}; write {LENGTHS}", text.display()))
}
