//! The attributes of the `resilience` crate. Use them through it.

mod answer;
mod args;
mod circuit_breaker;
mod diagnostics;
mod function;
mod rotate;
#[cfg(test)]
mod snapshots;
mod value;
mod wrap;

use proc_macro::TokenStream;

/// Guards a function with a circuit breaker of its own: when its calls keep failing they are turned
/// away at once, until a probe finds the dependency well again.
///
/// Put it on the function that calls the dependency, sync or async, free function or method. It is
/// a `resilience::CircuitBreaker` with nothing to build, pass or store; there the states are
/// described.
///
/// ```
/// use resilience::{Rejected, circuit_breaker};
///
/// #[derive(Debug)]
/// enum ApiError {
///     NotFound,
///     Unreachable(std::io::Error),
///     Rejected(Rejected),
/// }
///
/// impl From<Rejected> for ApiError {
///     fn from(rejected: Rejected) -> Self {
///         Self::Rejected(rejected)
///     }
/// }
///
/// # mod client {
/// #     pub fn get(id: u32) -> Result<Option<String>, std::io::Error> {
/// #         if id == 0 { Ok(None) } else { Err(std::io::ErrorKind::TimedOut.into()) }
/// #     }
/// # }
/// #[circuit_breaker(max_failures = 3, reset_timeout = 30, excluded(ApiError::NotFound))]
/// fn fetch(id: u32) -> Result<String, ApiError> {
///     let item = client::get(id).map_err(ApiError::Unreachable)?;
///     item.ok_or(ApiError::NotFound)
/// }
///
/// for _ in 0..3 {
///     assert!(matches!(fetch(0), Err(ApiError::NotFound))); // says nothing about the service
///     assert!(matches!(fetch(1), Err(ApiError::Unreachable(_))));
/// }
/// assert!(matches!(fetch(1), Err(ApiError::Rejected(_)))); // open: nobody was asked
/// ```
///
/// # Arguments
///
/// All have a default; `#[circuit_breaker]` alone will do. Wherever a literal goes, so does a
/// constant or a constant expression (`max_failures = LIMIT`); it is checked at the first call.
///
/// | argument | default | range |
/// | --- | --- | --- |
/// | `max_failures` | 5 | 1 – 2³² − 1: failures in a row that open the breaker |
/// | `reset_timeout` | 60 s | > 0: how long it stays open; `Duration::MAX` = until it is reset |
/// | `half_open_max_calls` | 1 | 1 – 65,535: probes in flight at once |
/// | `success_threshold` | `half_open_max_calls` | 1 – 65,535: probes that must succeed to close it |
/// | `probe_timeout` | `reset_timeout` | > 0: when the slots of silent probes become free again |
/// | `excluded(pattern, …)` | none | errors that are no failures |
/// | `excluded_if = callable` | none | `Fn(&E) -> bool`, a path or a closure: the same by code |
/// | `name = "…"` | see [below](#names) | one character or more |
/// | `accessor = ident` | none | also makes `fn ident() -> CircuitBreaker`, as visible as the function |
/// | `crate = path` | `::resilience` | where the crate is, if it was renamed or re-exported |
///
/// A length of time is written in one of four ways:
///
/// | | |
/// | --- | --- |
/// | `30`, `0.25` | a number of seconds |
/// | `250ms`, `1.5s`, `2min` | a number with a unit: `ns us ms s m min h d` |
/// | `"1m 30s"` | a text of such |
/// | `Duration::from_secs(5)`, `PAUSE` | a constant expression of type `Duration` |
///
/// # Which results are failures
///
/// `Ok` is a success and `Err` a failure, but for
/// - errors that match a pattern of `excluded` or for which `excluded_if` says `true`;
/// - a rejection by another policy inside (`Rejected`, `resilience::Error<E>`): the dependency was
///   not asked.
///
/// Those are neither: they do not break a row of failures, and a probe gives its slot back. A bare
/// path is the variant with whatever it holds, so `ApiError::Status` is `ApiError::Status(_)`, and a
/// misspelt variant is an error of the compiler. Compare with constants in `excluded_if`.
///
/// ```
/// # use resilience::circuit_breaker;
/// # #[derive(Debug)] enum ApiError { NotFound, Status(u16) }
/// # type Reply = Result<(), resilience::Error<ApiError>>;
/// use resilience::Error::Inner;
///
/// #[circuit_breaker(excluded(Inner(ApiError::NotFound), Inner(ApiError::Status(400..=499))))]
/// fn by_pattern() -> Reply {
///     // …
/// #   let _ = (ApiError::NotFound, ApiError::Status(500));
/// #   Ok(())
/// }
///
/// #[circuit_breaker(excluded_if = |error| matches!(error, Inner(ApiError::Status(429))))]
/// fn by_code() -> Reply {
///     // …
/// #   Ok(())
/// }
/// # by_pattern().and(by_code()).unwrap();
/// ```
///
/// # Rejections
///
/// A call that is turned away returns an error of the function's own type, made by
/// `From<resilience::Rejected>`. One variant serves all attributes; with `thiserror` it is
/// `#[error(transparent)] Rejected(#[from] Rejected)`. `anyhow::Error`,
/// `Box<dyn Error + Send + Sync>` and `std::io::Error` work as they are, and
/// `resilience::Error<E>` keeps a rejection and an `E` apart.
///
/// If the breaker cannot be made (a constant out of range, a shared name with other settings) every
/// call is turned away with `Rejected::Misconfigured`, which says what is wrong and where.
///
/// # Names
///
/// Only a *written* name is shared: functions that write the same one share one breaker, with
/// `CircuitBreaker::builder().name(…).register()` too. A setting that only one of them writes holds
/// for all; what is excluded is each function's own affair.
///
/// Without one, a function's breaker is called by module, type and function, as in
/// `app::db::Db::get`, and is its own. If that name is taken, the place is appended:
/// `app::db::Db::get @src/db.rs:40`. Every breaker is found by its name in `resilience::registry()`;
/// `accessor` spares the name.
///
/// ```
/// use resilience::circuit_breaker;
/// use std::io;
///
/// #[circuit_breaker(name = "payments", max_failures = 3, accessor = payments_breaker)]
/// fn pay(amount: u32) -> io::Result<u32> {
///     Ok(amount)
/// }
///
/// #[circuit_breaker(name = "payments")]
/// async fn refund(amount: u32) -> io::Result<u32> {
///     Ok(amount)
/// }
///
/// pay(100)?;
/// payments_breaker().force_open();
/// assert_eq!(pay(100).unwrap_err().to_string(), "circuit breaker `payments` is forced open, retry when it is reset");
/// assert_eq!(resilience::registry().circuit_breaker("payments").unwrap().stats().rejected_calls, 1);
/// # let _ = refund(100);
/// # Ok::<(), io::Error>(())
/// ```
///
/// # Generic functions and traits
///
/// A function has one breaker, a generic one too: all its instances share it. So do all types that
/// use a default method of a trait. Put the attribute on the methods of each `impl` to keep them
/// apart.
///
/// # Async functions
///
/// Nothing happens before the first poll. The future is `Send` exactly when that of the plain
/// function is. A function that returns `impl Future` or `Pin<Box<dyn Future>>`, which is what
/// async-trait makes of a method, is guarded while that future runs, not while it is made.
///
/// # Cancel safety
///
/// A future that is dropped before it is done is an abandoned call: neither success nor failure, and
/// a probe gives its slot back.
///
/// # Panics
///
/// A panic of the function counts as a failure and goes on. The function that `accessor` makes
/// panics if the breaker cannot be made.
///
/// # Interplay
///
/// Attributes read from top to bottom, the top one is outermost; an attribute of another crate that
/// stands between two of ours ends up inside of both. Two circuit breakers on one function need two
/// names: write at least one.
///
/// A timeout belongs *inside* the breaker, where it makes a hanging call a failure. Outside, it drops
/// the call, and the breaker sees an abandoned one.
///
/// # A renamed dependency
///
/// The expansion looks for `::resilience`. If the crate has another name in `Cargo.toml`, or comes
/// through another crate, say where it is:
///
/// ```
/// # mod app { pub use resilience as guards; }
/// use app::guards::circuit_breaker;
///
/// #[circuit_breaker(crate = app::guards)]
/// fn fetch() -> std::io::Result<()> {
///     // …
/// #   Ok(())
/// }
/// # fetch().unwrap();
/// ```
///
/// # What is not accepted
///
/// - `const fn`, and functions without a body;
/// - an `impl`, a `trait` or anything else that is no function: put it on each `fn`;
/// - a return type that is no `Result` and gives none when awaited, such as `u32`, `Option<T>` or
///   `impl Stream`;
/// - `accessor` in an `impl` of a trait, which has no place for another function.
#[proc_macro_attribute]
pub fn circuit_breaker(arguments: TokenStream, item: TokenStream) -> TokenStream {
    circuit_breaker::expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@circuit_breaker`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __circuit_breaker_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    circuit_breaker::expand(&arguments.into(), &item.into(), false).into()
}
