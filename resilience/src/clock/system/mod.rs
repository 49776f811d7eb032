//! The machine's monotonic clock, in the form that fits the platform and the features.

#[cfg(all(not(feature = "test-util"), any(target_os = "linux", target_os = "android")))]
#[path = "linux.rs"]
mod source;
#[cfg(all(not(feature = "test-util"), not(any(target_os = "linux", target_os = "android"))))]
#[path = "portable.rs"]
mod source;
#[cfg(feature = "test-util")]
#[path = "tokio.rs"]
mod source;

pub(super) use self::source::{is_before, now, roughly};
