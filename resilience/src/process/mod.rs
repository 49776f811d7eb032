//! The life of the process: stopping in order, saying that it lives, noticing when it hangs.

mod alert;
mod courier;
mod home;
mod roster;
mod watchdog;

pub use self::alert::Alert;
pub use self::watchdog::{
    Watchdog, WatchdogBuilder, WatchdogError, WatchdogGuard, WatchdogStats, WatchdogTimeoutError,
};
