//! What a shutdown refuses.

use crate::error::ConfigError;
use std::io;

/// What a [`GracefulShutdown`](crate::GracefulShutdown) refuses, and why.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShutdownError {
    /// A callback was registered after the shutdown had begun; it will not run.
    #[error("cleanup callback `{name}` comes too late, register it before the shutdown begins")]
    Begun {
        /// The name of the callback.
        name: String,
    },
    /// There is a callback of that name already. It stays.
    #[error("there is a cleanup callback `{name}` already, unregister it or take another name")]
    NameTaken {
        /// The name of both.
        name: String,
    },
    /// A callback has no name or no time.
    #[error(transparent)]
    Misconfigured(ConfigError),
    /// A callback wanted to wait for the shutdown that waits for it.
    #[error("a cleanup callback cannot trigger its own shutdown, which waits for it to return")]
    FromCallback,
    /// The signals of a process start one shutdown.
    #[error("another graceful shutdown is installed, uninstall it or register callbacks with it")]
    AnotherInstalled,
    /// The system has no more threads or file descriptors, or refuses a signal.
    #[error("cannot handle signals, check the limits of threads and open files")]
    System(#[source] io::Error),
}
