//! The atomics and the lock of the policies: the real ones, or loom's when the crate is built with
//! `--cfg resilience_loom` (see `ci/loom.sh`). Models are run again and again, so there is nothing
//! random in them.

#[cfg(resilience_loom)]
pub(crate) use self::modelled::{AtomicU32, AtomicU64, AtomicUsize, Mutex, RandomState, fence};
#[cfg(not(resilience_loom))]
pub(crate) use self::real::{AtomicU32, AtomicU64, AtomicUsize, Mutex, RandomState, fence};

#[cfg(not(resilience_loom))]
mod real {
    pub(crate) use parking_lot::Mutex;
    pub(crate) use std::hash::RandomState;
    pub(crate) use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, fence};
}

#[cfg(resilience_loom)]
mod modelled {
    pub(crate) use loom::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, fence};
    use std::hash::{BuildHasherDefault, DefaultHasher};

    pub(crate) type RandomState = BuildHasherDefault<DefaultHasher>;

    /// loom's lock with the face of `parking_lot`'s.
    #[derive(Debug, Default)]
    pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

    impl<T> Mutex<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(loom::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> loom::sync::MutexGuard<'_, T> {
            self.0.lock().expect("no code that can panic runs under the lock")
        }

        pub(crate) fn try_lock(&self) -> Option<loom::sync::MutexGuard<'_, T>> {
            self.0.try_lock().ok()
        }
    }
}
