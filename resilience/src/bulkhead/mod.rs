//! The bulkhead.

mod builder;
mod core;
mod idle;
#[cfg(all(test, resilience_loom))]
mod models;
mod queue;
mod settings;
mod stats;
#[cfg(feature = "tokio")]
mod tasks;
mod turn;
mod word;

pub use self::builder::BulkheadBuilder;
use self::core::Core;
pub(crate) use self::idle::Watch;
pub(crate) use self::settings::BulkheadSettings;
pub use self::stats::BulkheadStats;
use crate::error::{ConfigError, Rejected};
use crate::events::{Event, Listener};
use crate::permit::{Beginning, Ending, Permit, Settle};
use crate::settings::{Build, Settings, Written, source};
use crate::waiting::{Wakers, on_thread, wake};
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

const ENDLESS: &str = "without a bound everybody gets a permit";

/// Lets so many calls run at once, and no more.
///
/// # Problem
///
/// A dependency that has become slow holds every thread or task that calls it, until there are none
/// left for anything else.
///
/// # Model
///
/// There are `max_concurrent` permits, and every call holds one. At no instant are more in use than
/// there are; when everything has ended all are back, whatever was cancelled, aborted or panicked.
/// Callers wait first come, first served, threads and tasks in one queue; nobody overtakes, and a
/// permit that comes back belongs to the first who waits.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `max_concurrent` | none: it has to be given | 1 – 2²⁹ |
/// | `max_wait` | as long as it takes | ≥ 0; 0 rejects at once |
/// | `max_waiting` | no bound | ≥ 0 callers |
///
/// # Choosing values
///
/// `max_concurrent`: the calls a second that you need times the seconds that one takes (Little's law),
/// and some to spare; no more than the dependency stands. `max_wait`: less than your own caller waits.
/// `max_waiting`: what can be served within that.
///
/// # Interplay
///
/// Put it inside of a breaker and a limiter, right around the call, so that nobody holds a permit while
/// waiting for something else. A breaker outside ignores its rejections where it can see them.
///
/// # Pitfalls
///
/// A call that calls itself again through the same bulkhead needs two permits, and may wait for its
/// own. A clone shares the permits.
///
/// ```
/// use resilience::{Bulkhead, Rejected};
/// use std::time::Duration;
///
/// let pool = Bulkhead::builder().name("api_pool").max_concurrent(1).max_wait(Duration::ZERO).build()?;
/// let permit = pool.try_acquire()?;
/// assert!(matches!(pool.call(|| 7), Err(Rejected::BulkheadFull(_))));
/// drop(permit);
/// assert_eq!(pool.call(|| 7)?, 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Bulkhead(Arc<Core>);

impl Bulkhead {
    pub(crate) const KIND: &'static str = "bulkhead";

    /// A builder; `max_concurrent` has to be written, there or in a configuration file.
    pub fn builder() -> BulkheadBuilder {
        BulkheadBuilder::new()
    }

    fn from_core(core: Core) -> Self {
        Self(Arc::new(core))
    }

    fn core(&self) -> &Core {
        &self.0
    }

    /// Takes a permit, if there is one and nobody waits for it. The permit borrows the bulkhead.
    ///
    /// # Errors
    ///
    /// [`Rejected::BulkheadFull`] if not. [`Rejected::ShuttingDown`] once its
    /// [registry drains](crate::Registry::drain).
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<&Self>, Rejected> {
        self.core().enter()?;
        Ok(Permit::driven(self, ()))
    }

    /// Takes a permit, if there is one and nobody waits for it. The permit is `'static`: it may go to
    /// another task or thread.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    #[inline]
    pub fn try_acquire_owned(&self) -> Result<Permit<Self>, Rejected> {
        self.core().enter()?;
        Ok(Permit::driven(self.clone(), ()))
    }

    /// Takes a permit, waiting for it on this thread, for `max_wait` at most.
    ///
    /// # Errors
    ///
    /// [`Rejected::BulkheadFull`] if it took longer, and at once if `max_wait` is zero or `max_waiting`
    /// callers wait. [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn acquire(&self) -> Result<Permit<&Self>, Rejected> {
        self.wait()?;
        Ok(Permit::driven(self, ()))
    }

    /// [`acquire`](Self::acquire) for a permit that is `'static`.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    #[inline]
    pub fn acquire_owned(&self) -> Result<Permit<Self>, Rejected> {
        self.wait()?;
        Ok(Permit::driven(self.clone(), ()))
    }

    #[inline]
    fn wait(&self) -> Result<(), Rejected> {
        self.core().turn().map_or(Ok(()), on_thread)
    }

    /// A permit, if there is one and nobody waits for it. Whoever finds none has not been turned away.
    #[inline]
    pub(crate) fn acquire_at_once(&self) -> Option<Permit<&Self>> {
        self.core().turn().is_none().then(|| Permit::driven(self, ()))
    }

    /// Waits for as long as it takes, whatever `max_wait` and `max_waiting` are, and whether or not its
    /// registry drains.
    pub(crate) fn wait_endlessly(&self) -> Permit<&Self> {
        if let Some(turn) = self.core().turn() {
            on_thread(turn.endless()).expect(ENDLESS);
        }
        Permit::driven(self, ())
    }

    /// Waits for a permit on this thread, and runs `op` while it holds that.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    #[inline]
    pub fn call<R>(&self, op: impl FnOnce() -> R) -> Result<R, Rejected> {
        let _permit = self.acquire()?;
        Ok(op())
    }

    /// How many permits are in use. More than there are if there have become fewer since.
    #[must_use]
    pub fn in_use(&self) -> u32 {
        self.core().word.in_use()
    }

    /// How many permits a newcomer would find: none once its registry drains.
    #[must_use]
    pub fn available(&self) -> u32 {
        self.core().word.available()
    }

    /// How many callers wait for a permit.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.core().waiting()
    }

    /// How many permits there are.
    #[must_use]
    pub fn max_concurrent(&self) -> u32 {
        self.core().word.limit()
    }

    /// Changes how many permits there are. Those who wait get the new ones; if there are fewer, none is
    /// revoked: as many as are too many have to come back before anybody is admitted.
    ///
    /// It holds over what is written in code or stands in a file, and is no part of what others who register the name
    /// have to agree with.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] unless it is 1 to 2²⁹; then nothing changes.
    #[track_caller]
    pub fn set_max_concurrent(&self, calls: u32) -> Result<(), ConfigError> {
        let limit = Written::here(calls);
        let mut problems = Vec::new();
        let mut wakers = Wakers::new();
        let setting = source::setting();
        let set = |settings: &BulkheadSettings| {
            let settings = settings.set(limit, &mut problems);
            problems.is_empty().then_some(settings)
        };
        self.core().change(set, &mut wakers);
        drop(setting);
        wake(wakers);
        if problems.is_empty() {
            return Ok(());
        }
        Err(ConfigError::new(BulkheadBuilder::KIND, self.core().name.clone(), problems))
    }

    /// What the bulkhead has seen so far.
    #[must_use]
    pub fn stats(&self) -> BulkheadStats {
        BulkheadStats::new(self.core().counters.sums(), self.core().word.peak())
    }

    /// Refuses whoever comes and whoever waits from now on, but for those who cannot be turned away. For
    /// good.
    pub(crate) fn shut(&self, wakers: &mut Wakers) {
        self.core().shut(wakers);
    }

    /// Adds a listener to one that is there already: that of an annotated function, or one from the
    /// registry. It hears every [event](Event) from now on; see [`on_event`](crate::on_event).
    pub fn on_event(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.core().outlet.add(vec![Listener::of_all(listener)]);
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.core().name.as_str()
    }

    /// Every setting in force and where it was written.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = self.core().settings().shown();
        Settings { kind: Self::KIND, name: String::from(self.name()), values }
    }
}

/// A permit comes back however its call ended.
impl Settle for Bulkhead {
    type Stamp = ();

    #[inline]
    fn settle(&self, (): (), _: Beginning, _: Ending) {
        self.core().leave();
    }
}

// No panic of guarded code leaves it in a state that it should not be in.
impl UnwindSafe for Bulkhead {}
impl RefUnwindSafe for Bulkhead {}

impl fmt::Debug for Bulkhead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulkhead")
            .field("name", &self.name())
            .field("in_use", &self.in_use())
            .field("max_concurrent", &self.max_concurrent())
            .finish_non_exhaustive()
    }
}
