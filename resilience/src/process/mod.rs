//! The life of the process: stopping in order, saying that it lives, noticing when it hangs.

mod alert;
mod courier;
mod file;
mod health;
mod heartbeat;
mod home;
mod roster;
mod shutdown;
mod watchdog;

pub use self::alert::Alert;
pub use self::health::{Health, HeartbeatHealth, WatchdogHealth, health};
pub use self::heartbeat::{
    Heartbeat, HeartbeatBuilder, HeartbeatError, HeartbeatGuard, HeartbeatState, HeartbeatTarget,
    NotAliveError, heartbeat_check,
};
pub use self::shutdown::{
    CleanupCallback, CleanupOutcome, CleanupReport, GracefulShutdown, GracefulShutdownBuilder,
    ShutdownError, ShutdownReport,
};
pub use self::watchdog::{
    Watchdog, WatchdogBuilder, WatchdogError, WatchdogGuard, WatchdogStats, WatchdogTimeoutError,
};
