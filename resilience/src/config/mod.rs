//! The cascade: what code left out is taken from the environment and from a file.
//!
//! A file becomes a tree with lines (`read`), which is held against what there is to set (`check`), as
//! the variables are (`environment`); all that is wrong is collected (`problems`). A table without a
//! problem goes to the registry, which lets its policies follow or refuses it as a whole.

mod check;
mod environment;
mod load;
mod problems;
mod read;
mod source;
#[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "only a watcher asks for news"))]
mod state;
#[cfg(feature = "watch")]
mod watch;

pub use self::load::Loaded;
use self::state::State;
#[cfg(feature = "watch")]
pub use self::watch::{Watch, WatchBuilder, watch};
use crate::error::ConfigError;
use std::panic::Location;
use std::path::Path;

/// Loads settings: those in `$RESILIENCE_CONFIG`, else in `resilience.toml`, `.yaml`, `.yml` or `.json`
/// in the working directory if there is one, and those in the environment.
///
/// What code leaves out is looked up there, so operators can set it without a build. Call this at the
/// start of `main`; policies that were made before, such as annotated functions, follow too. Called
/// again it looks for a file again, and all follow what it finds.
///
/// ```no_run
/// let loaded = resilience::init()?;
/// println!("settings from {loaded}");
/// println!("{}", resilience::registry().settings());
/// # Ok::<(), resilience::ConfigError>(())
/// ```
///
/// # Who has the say
///
/// 1. what is written in code;
/// 2. an environment variable for the policy of this name;
/// 3. the file's section for the policy of this name;
/// 4. an environment variable for all policies of the kind;
/// 5. the file's section for all of them;
/// 6. the default.
///
/// Every value knows where it comes from: `settings()` of a policy shows that, and
/// [`registry().settings()`](crate::Registry::settings) of all. Policies look their settings up when
/// they are made. Registered ones follow what is loaded later; so do annotated functions, which are
/// registered. They keep their state: an open breaker stays open, a limiter makes no token.
///
/// # The file
///
/// ```toml
/// [resilience.circuit_breaker]                            # all breakers
/// max_failures = 5
/// reset_timeout = "1m 30s"                                # or a number of seconds
///
/// [resilience.circuit_breaker.instances.payments]         # one
/// max_failures = 3
///
/// [resilience.circuit_breaker.instances."app::db::Db::get"] # the one of an annotated function
/// failure_rate = 0.5
/// window = "10s"                                          # or a number of calls
///
/// [resilience.shutdown]
/// timeout = 30
/// ```
///
/// The same in YAML or JSON is the same. (YAML's anchors and aliases work, its tags and merge keys do
/// not.) Names of policies may have any characters. Other sections beside `resilience` are left alone,
/// so a service may keep its own settings there.
///
/// | section | settings |
/// | --- | --- |
/// | `circuit_breaker` | those of [`CircuitBreakerBuilder`](crate::CircuitBreakerBuilder), by the names of its methods |
/// | `rate_limiter` | `rate`, `per`, `burst`, `initial`, and `max_keys` for those with keys |
/// | `bulkhead` | `max_concurrent`, `max_wait`, `max_waiting` |
/// | `timeout` | `limit` |
/// | `retry` | `max_attempts`, `backoff` (the first wait), `backoff_factor`, `backoff_max`, `jitter` (`none`, `full`, `equal`, `decorrelated`), `budget_ratio`, `budget_reserve` |
/// | `shutdown` | `timeout`, `force_exit_code`, `exit_when_done`, `drain` |
/// | `heartbeat` | `interval` |
/// | `watchdog` | `timeout` |
///
/// The first five have `instances`. A length of time is a number of seconds, a text like `"250ms"` or
/// `"1m 30s"` (units `ns us ms s m|min h d`), or `"never"`. A file has at most 1 MiB, and values at most
/// 64 levels deep.
///
/// # The environment
///
/// `RESILIENCE__CIRCUIT_BREAKER__MAX_FAILURES=10` is for all breakers,
/// `RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENTS__MAX_FAILURES=3` for one, in whatever case. The
/// setting is what stands behind the last two underscores, so names may have two in a row. Names with
/// characters that variables cannot have (`::`, dots) are for the file.
///
/// # Errors
///
/// A [`ConfigError`] with all that is wrong, each with its key, the line in the file or the variable, the
/// value and what was expected: a key or section that nobody knows, with the one it was probably meant
/// to be; a wrong type; a value out of range; a key that stands twice; what a registered policy cannot
/// follow; a file that cannot be read, is of another language, or is one of several. Nothing is left out
/// or clamped in silence, and nothing has changed then. Sections whose name no policy has are no error,
/// as it may be made later: [`registry().unclaimed()`](crate::Registry::unclaimed) has them.
///
/// This reads a file and waits for others who load: in a task, call it before there is much to do.
pub fn init() -> Result<Loaded, ConfigError> {
    let mut state = State::lock();
    state.forget();
    let sight = state.look();
    State::load(state, sight)
}

/// [`init`] with this file, whose language follows from its extension: `.toml`, `.yaml`, `.yml` or
/// `.json`.
///
/// # Errors
///
/// As [`init`].
#[track_caller]
pub fn init_from(path: impl AsRef<Path>) -> Result<Loaded, ConfigError> {
    let (path, place) = (path.as_ref(), Location::caller());
    let mut state = State::lock();
    state.name(path, place)?;
    let sight = state.look();
    State::load(state, sight)
}

/// Loads settings again: reads the environment, and the file that [`init`] found or [`init_from`]
/// named, wherever the working directory is now. If there was none, it is looked for as [`init`] does.
///
/// All or nothing: with an error everything stays as it was, and the next good reload works. A policy
/// goes by its new settings from its next decision on, and keeps its state. Reloads at once come one
/// after another.
///
/// # Errors
///
/// As [`init`]; and if the file is gone.
pub fn reload() -> Result<Loaded, ConfigError> {
    let state = State::lock();
    let sight = state.look();
    State::load(state, sight)
}
