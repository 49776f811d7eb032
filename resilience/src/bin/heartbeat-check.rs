//! `heartbeat-check FILE --max-age 30s`: a probe for containers. See `resilience::Heartbeat`.

use std::io::{self, Write};
use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    let (code, text) = resilience::__private::heartbeat_check(std::env::args_os().skip(1));
    answer(code, &text)
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    answer(2, "heartbeat-check: there are no heartbeats but on Unix")
}

/// Who wants the exit code alone may have closed the rest.
fn answer(code: u8, text: &str) -> ExitCode {
    let _ = match code {
        2 => writeln!(io::stderr(), "{text}"),
        _ => writeln!(io::stdout(), "{text}"),
    };
    ExitCode::from(code)
}
