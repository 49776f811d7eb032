//! Which process this is.

use std::fs;
use std::process;

/// What tells this process from every other one.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) pid: u32,
    pub(super) hostname: String,
    pub(super) start_time: Option<u64>,
    pub(super) boot_id: Option<String>,
}

impl Facts {
    /// Of the process that asks. Those that are not to be had are left out.
    pub(super) fn gather() -> Self {
        let hostname = hostname::get().unwrap_or_default().to_string_lossy().into_owned();
        let start_time = fs::read_to_string("/proc/self/stat").ok();
        let boot_id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
        Self {
            pid: process::id(),
            hostname,
            start_time: start_time.as_deref().and_then(start_time_in),
            boot_id: boot_id.map(|id| String::from(id.trim())),
        }
    }
}

/// Field 22. The second one is the program's name in brackets, which may have anything in it.
fn start_time_in(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_ascii_whitespace().nth(22 - 3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::start_time_in;

    #[test]
    fn a_start_time_is_found_behind_any_name() {
        let stat = "42 (a) b) (c 9 9) S 1 42 42 0 -1 4 5 6 7 8 1 2 3 4 20 0 1 0 98765 1 2 3";
        assert_eq!(start_time_in(stat), Some(98_765));
        assert_eq!(start_time_in("42 (a) S 1"), None);
        assert_eq!(start_time_in(""), None);
    }
}
