//! The life of the process: stopping in order, saying that it lives, noticing when it hangs.

mod alert;
mod courier;
mod home;
mod roster;

pub use self::alert::Alert;
use self::courier::{Callback, Courier};
use self::home::Home;
use self::roster::Roster;
