//! The life of the process: stopping in order, saying that it lives, noticing when it hangs.

mod alert;
mod courier;
mod home;
mod roster;
mod shutdown;

pub use self::alert::Alert;
use self::courier::{Callback, Courier};
use self::home::Home;
use self::roster::Roster;
pub use self::shutdown::{
    CleanupCallback, CleanupOutcome, CleanupReport, GracefulShutdown, GracefulShutdownBuilder,
    ShutdownError, ShutdownReport,
};
