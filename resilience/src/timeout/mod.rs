//! The timeout.

mod settings;
#[cfg(feature = "tokio")]
mod tasks;

pub(crate) use self::settings::TimeoutSettings;
use crate::clock::{Clock, Instant};
use crate::error::{ConfigError, Rejected, TimeoutError};
use crate::events::{Event, Listener, Listeners, Outlet, Topic, kind};
use crate::name::Name;
use crate::settings::{Fields, Identity, Settings, Table, source};
use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

const KIND: &str = "timeout";

/// Ends calls that take too long.
///
/// # Problem
///
/// A call that never ends holds its task, its memory and its permits for ever, and its caller.
///
/// # Model
///
/// Time runs from the first poll. When it is up the inner future is dropped, which is how a future is
/// cancelled, and the call is [`Rejected::TimedOut`]. A call that is done when it is looked at has its
/// value, late or not. There is none for code that is not async: a thread cannot be interrupted.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `limit` | none: it has to be given | > 0; `Duration::MAX` is no timeout at all |
///
/// # Choosing values
///
/// What the slowest call takes that is still of use, as measured (the 99.9th percentile), and less than
/// your own caller waits.
///
/// # Interplay
///
/// *Inside* of a breaker a timeout is a failure of the call. Outside of one it drops the call, and the
/// breaker sees an abandoned one, which tells nothing. Inside of a retry every attempt has the time,
/// outside all of them share it. Outside of a limiter or a bulkhead it bounds the wait as well.
///
/// # Pitfalls
///
/// A future is only dropped between two polls: one that blocks its thread is not ended. What it has
/// spawned goes on.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use resilience::{Rejected, Timeout};
/// use std::time::Duration;
///
/// let timeout = Timeout::new(Duration::from_millis(10))?;
/// assert_eq!(timeout.call_async(|| async { 7 }).await?, 7);
/// let late = timeout.call_async(|| std::future::pending::<()>()).await;
/// assert!(matches!(late, Err(Rejected::TimedOut(_))));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Timeout {
    name: Name,
    limit: Duration,
    settings: TimeoutSettings,
    clock: Clock,
    outlet: Arc<Outlet>,
}

/// Makes a [`Timeout`].
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build`"]
pub struct TimeoutBuilder {
    identity: Identity,
    settings: TimeoutSettings,
    listeners: Listeners,
}

impl Timeout {
    /// A timeout without a name, on the system clock.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if the limit is zero.
    #[track_caller]
    pub fn new(limit: Duration) -> Result<Self, ConfigError> {
        Self::builder().limit(limit).build()
    }

    /// A builder; `limit` has to be written, there or in a configuration file.
    pub fn builder() -> TimeoutBuilder {
        TimeoutBuilder {
            identity: Identity::new(),
            settings: TimeoutSettings::UNWRITTEN,
            listeners: Vec::new(),
        }
    }

    /// How long a call may take.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Every setting and where it comes from.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = vec![self.settings.limit.shown(self.limit)];
        Settings { kind: KIND, name: String::from(self.name()), values }
    }

    /// Adds a listener to one that is there already. It hears every [event](Event) from now on; see
    /// [`on_event`](crate::on_event).
    pub fn on_event(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.outlet.add(vec![Listener::of_all(listener)]);
    }

    /// When a call that starts now has to be done.
    pub(crate) fn deadline(&self) -> Instant {
        self.clock.now().after(self.limit)
    }

    /// Whether this deadline has come.
    pub(crate) fn is_over(&self, deadline: Instant) -> bool {
        !self.clock.is_before(deadline)
    }

    /// A call was ended.
    pub(crate) fn reject(&self) -> Rejected {
        let limit = self.limit;
        self.outlet.tell(Topic::TimedOut, |name| Event::TimedOut { name, limit });
        Rejected::TimedOut(TimeoutError::new(self.name.clone(), self.limit))
    }
}

impl TimeoutBuilder {
    /// The name in errors. A literal costs nothing to carry in an error, an owned name a reference
    /// count. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// How long a call may take: more than zero; `Duration::MAX` is no timeout at all.
    #[track_caller]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.settings.limit.write(limit);
        self
    }

    /// Calls `listener` for every [event](Event) of the timeout: calls that it ended. It runs outside all
    /// locks and should not block; its panic is caught. See [`on_event`](crate::on_event). May be given
    /// several times.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listeners.push(Listener::of_all(listener));
        self
    }

    /// The clock that calls are measured by. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Makes the timeout. What code left out is as it stands in the environment or the configuration file
    /// now, for the timeout's name or for all timeouts. It stays so: a timeout does not follow them.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if there is no limit, or it is zero, or the name is empty.
    #[track_caller]
    pub fn build(self) -> Result<Timeout, ConfigError> {
        self.build_at(&source::table(), Location::caller())
    }

    pub(crate) fn build_at(
        mut self,
        table: &Table,
        place: &Location<'_>,
    ) -> Result<Timeout, ConfigError> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.resolve(table, self.identity.name(), &mut problems);
        let limit = self.settings.limit.required(place, &mut problems);
        let name = self.identity.name_or_unnamed();
        match limit {
            Some(limit) if problems.is_empty() => {
                let clock = self.identity.clock.unwrap_or(Clock::system());
                let outlet = Arc::new(Outlet::new(kind::TIMEOUT, name.clone(), self.listeners));
                Ok(Timeout { name, limit, settings: self.settings, clock, outlet })
            }
            _ => Err(ConfigError::new(KIND, name, problems)),
        }
    }
}
