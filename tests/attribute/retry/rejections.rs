//! Where a rejection is seen, which ends the retrying.

use super::{NONE, done};
use anyhow::Context;
use resilience::{Bulkhead, Error, Rejected, bulkhead, retry};
use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// A pool that is full, unless it is told.
struct Pool {
    pool: Bulkhead,
    calls: Cell<u32>,
}

impl Pool {
    fn full() -> Self {
        let pool = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
        // For ever.
        std::mem::forget(pool.try_acquire().unwrap());
        Self { pool, calls: Cell::new(0) }
    }

    fn enter(&self) -> Result<(), Rejected> {
        self.calls.set(self.calls.get() + 1);
        self.pool.try_acquire().map(drop)
    }
}

#[retry(max_attempts = 5, backoff = NONE)]
#[bulkhead(bulkhead = pool)]
fn below(pool: &Bulkhead) -> Result<(), Error<()>> {
    Err(Error::Inner(()))
}

#[test]
fn a_rejection_by_what_is_below_ends_the_retrying() {
    let pool = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
    assert!(matches!(below(&pool), Err(Error::Inner(()))));
    assert_eq!(pool.stats().total_acquired, 5);
    let _permit = pool.try_acquire().unwrap();
    assert!(matches!(below(&pool), Err(Error::Rejected(_))));
    assert_eq!(pool.stats().total_rejected, 1);
}

#[derive(Debug, thiserror::Error)]
enum Own {
    #[error("rejected")]
    Rejected(#[from] Rejected),
    #[error("reading")]
    Io(#[from] io::Error),
    #[error("anything")]
    Any(#[from] anyhow::Error),
    #[error("anything")]
    Boxed(#[from] Box<dyn StdError + Send + Sync>),
    /// Has the source of what it holds, and that is none.
    #[error(transparent)]
    Hides(Box<Rejected>),
}

#[retry(max_attempts = 5, backoff = NONE, retry_if = |_| true)]
async fn in_ours(pool: &Pool) -> Result<(), Error<()>> {
    pool.enter()?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_a_source(pool: &Pool) -> Result<(), Own> {
    pool.enter()?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_io(pool: &Pool) -> io::Result<()> {
    pool.enter()?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE, retry_if = |_| true)]
async fn in_io_later(pool: &Pool) -> io::Result<()> {
    ready(pool.enter()).await?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_a_box(pool: &Pool) -> Result<(), Box<dyn StdError>> {
    pool.enter()?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_a_box_to_send(pool: &Pool) -> Result<(), Box<dyn StdError + Send>> {
    pool.enter().map_err(|rejected| Box::new(rejected) as _)
}

#[retry(max_attempts = 5, backoff = NONE)]
async fn in_a_box_to_share(pool: &Pool) -> Result<(), Box<dyn StdError + Send + Sync>> {
    ready(pool.enter()).await?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_an_arc(pool: &Pool) -> Result<(), Arc<dyn StdError + Send + Sync>> {
    pool.enter().map_err(|rejected| Arc::new(rejected) as _)
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_anyhow(pool: &Pool) -> anyhow::Result<()> {
    pool.enter()?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
async fn in_anyhow_with_context(pool: &Pool) -> anyhow::Result<()> {
    ready(pool.enter()).await.context("entering").context("twice")
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_io_in_a_box(pool: &Pool) -> Result<(), Box<dyn StdError>> {
    pool.enter().map_err(io::Error::from)?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_io_in_a_source(pool: &Pool) -> Result<(), Own> {
    pool.enter().map_err(io::Error::from)?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_anyhow_in_a_source(pool: &Pool) -> Result<(), Own> {
    pool.enter().map_err(anyhow::Error::from)?;
    Ok(())
}

#[retry(max_attempts = 5, backoff = NONE)]
fn in_a_box_in_a_source(pool: &Pool) -> Result<(), Own> {
    pool.enter().map_err(Box::<dyn StdError + Send + Sync>::from)?;
    Ok(())
}

#[test]
fn a_rejection_ends_the_retrying_where_it_can_be_seen() {
    fn entered<E>(call: impl FnOnce(&Pool) -> Result<(), E>) -> u32 {
        let pool = Pool::full();
        assert!(call(&pool).is_err());
        pool.calls.get()
    }
    assert_eq!(entered(|pool| done(in_ours(pool))), 1);
    assert_eq!(entered(in_a_source), 1);
    assert_eq!(entered(in_io), 1);
    assert_eq!(entered(|pool| done(in_io_later(pool))), 1);
    assert_eq!(entered(in_a_box), 1);
    assert_eq!(entered(in_a_box_to_send), 1);
    assert_eq!(entered(|pool| done(in_a_box_to_share(pool))), 1);
    assert_eq!(entered(in_an_arc), 1);
    assert_eq!(entered(in_anyhow), 1);
    assert_eq!(entered(|pool| done(in_anyhow_with_context(pool))), 1);
    assert_eq!(entered(in_io_in_a_box), 1);
    assert_eq!(entered(in_io_in_a_source), 1);
    assert_eq!(entered(in_anyhow_in_a_source), 1);
    assert_eq!(entered(in_a_box_in_a_source), 1);
    assert_eq!(entered(hidden), 5);
    assert_eq!(entered(hidden_in_ours), 5);
    assert_eq!(entered(hidden_and_given_up), 1);
}

#[retry(max_attempts = 5, backoff = NONE)]
fn hidden(pool: &Pool) -> Result<(), Own> {
    pool.enter().map_err(|rejected| Own::Hides(Box::new(rejected)))
}

#[retry(max_attempts = 5, backoff = NONE, give_up(Own::Hides))]
fn hidden_and_given_up(pool: &Pool) -> Result<(), Own> {
    pool.enter().map_err(|rejected| Own::Hides(Box::new(rejected)))
}

#[retry(max_attempts = 5, backoff = NONE)]
fn hidden_in_ours(pool: &Pool) -> Result<(), Error<anyhow::Error>> {
    pool.enter().map_err(|rejected| Error::Inner(rejected.into()))
}

/// What else can happen goes on being retried.
#[retry(max_attempts = 5, backoff = NONE, budget = none)]
fn others(calls: &Cell<u32>, error: fn() -> anyhow::Error) -> anyhow::Result<()> {
    calls.set(calls.get() + 1);
    Err(error())
}

#[test]
fn an_error_that_holds_no_rejection_is_retried() {
    let errors: [fn() -> anyhow::Error; 3] = [
        || anyhow::anyhow!("down"),
        || io::Error::from(io::ErrorKind::TimedOut).into(),
        || io::Error::other(io::Error::other("down")).into(),
    ];
    for error in errors {
        let calls = Cell::new(0);
        others(&calls, error).unwrap_err();
        assert_eq!(calls.get(), 5);
    }
}

/// It is dereferenced to what is no error, which is nobody's affair.
#[derive(Debug)]
struct Text(String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[retry(max_attempts = 2, backoff = NONE)]
fn dereferenced() -> Result<(), Text> {
    Err(Text(String::from("down")))
}

#[retry(max_attempts = 2, backoff = NONE)]
fn borrowed<'a>(text: &'a str) -> Result<&'a str, Box<dyn StdError + Send + Sync + 'a>> {
    Err(text.into())
}

#[retry(max_attempts = 2, backoff = NONE)]
async fn borrowed_later(text: &str) -> Result<&str, &(dyn StdError + Send + Sync)> {
    ready(text).await;
    Err(&fmt::Error)
}

#[test]
fn errors_of_all_other_kinds_are_left_alone() {
    assert_eq!(&*dereferenced().unwrap_err(), "down");
    let text = String::from("x");
    assert_eq!(borrowed(&text).unwrap_err().to_string(), "x");
    assert_eq!(done(borrowed_later(&text)).unwrap_err().to_string(), fmt::Error.to_string());
}
