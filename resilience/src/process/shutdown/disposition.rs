//! What a signal did before it was ours, and does again afterwards.

use signal_hook::SigId;
use signal_hook::flag::register_conditional_default;
use std::fs;
use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The signals that did what they do by default before we had them.
///
/// Once a signal has a handler of `signal-hook` it keeps that for good, and without an action nothing
/// happens any more. So each of these gets an action, once and for all, that does what the default did
/// while the signal is not ours. A signal that was ignored, or handled by somebody else, needs none:
/// without our actions it is ignored, and earlier handlers are called in any case.
pub(super) struct Defaults(Vec<Kept>);

struct Kept {
    signal: i32,
    /// Whether the default applies.
    applies: Arc<AtomicBool>,
}

impl Defaults {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// To be called before the first action on that signal, so that it comes first.
    pub(super) fn keep(&mut self, signal: i32) -> io::Result<()> {
        let is_kept = self.0.iter().any(|kept| kept.signal == signal);
        if is_kept || !does_what_it_does_by_default(signal) {
            return Ok(());
        }
        let applies = Arc::new(AtomicBool::new(true));
        let _: SigId = register_conditional_default(signal, Arc::clone(&applies))?;
        self.0.push(Kept { signal, applies });
        Ok(())
    }

    /// Whether the defaults of these signals apply from now on.
    pub(super) fn apply(&self, signals: &[i32], applies: bool) {
        for kept in self.0.iter().filter(|kept| signals.contains(&kept.signal)) {
            kept.applies.store(applies, Ordering::SeqCst);
        }
    }
}

/// Where the system does not tell, it is taken to be so.
fn does_what_it_does_by_default(signal: i32) -> bool {
    // The kernel keeps from the first process of a container what would end it by default.
    process::id() != 1
        && fs::read_to_string("/proc/self/status")
            .map_or(true, |status| is_default_in(&status, signal))
}

/// Whether a signal is neither ignored nor caught, as `proc(5)` has it.
fn is_default_in(status: &str, signal: i32) -> bool {
    let is_in = |set: &str| {
        let mask = status.lines().find_map(|line| line.strip_prefix(set));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask & (1 << (signal - 1)) != 0)
    };
    !is_in("SigIgn:") && !is_in("SigCgt:")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Name:\tsh\nSigBlk:\t0000000000004000\nSigIgn:\t0000000000000001\n\
                          SigCgt:\t0000000180000002\n";

    #[test]
    fn what_is_ignored_or_caught_is_not_as_by_default() {
        let (ignored, caught, blocked) = (1, 2, 15);
        assert!(!is_default_in(STATUS, ignored));
        assert!(!is_default_in(STATUS, caught));
        assert!(!is_default_in(STATUS, 32));
        assert!(is_default_in(STATUS, blocked));
        assert!(is_default_in("", ignored));
    }
}
