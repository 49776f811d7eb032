//! `#[retry]`. No attempt waits for the next, or the wait is what is looked at.

use crate::task::Task;
use resilience::{Backoff, Bulkhead, Error, Rejected, bulkhead, retry};
use std::cell::{Cell, RefCell};
use std::future::{Future, ready};
use std::num::ParseIntError;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

mod arguments;
mod registered;
mod settings;

const NONE: Backoff = Backoff::none();

/// What the attempts say, and how many there were.
#[derive(Default)]
struct Script {
    calls: Cell<usize>,
    texts: Vec<&'static str>,
}

impl Script {
    fn new(texts: &[&'static str]) -> Self {
        Self { calls: Cell::new(0), texts: texts.to_vec() }
    }

    /// The next one; the last for ever.
    fn next(&self) -> &'static str {
        let call = self.calls.get();
        self.calls.set(call + 1);
        self.texts[call.min(self.texts.len() - 1)]
    }
}

type Reply = Result<u32, ParseIntError>;

#[retry(backoff = NONE)]
fn sync(script: &Script) -> Reply {
    let text = script.next();
    if text.is_empty() {
        return Ok(0);
    }
    let number: u32 = text.parse()?;
    Ok(number)
}

#[retry(backoff = NONE)]
async fn by_function(script: &Script) -> Reply {
    let text = script.next();
    ready(()).await;
    if text.is_empty() {
        return Ok(0);
    }
    let number: u32 = text.parse()?;
    Ok(number)
}

#[retry(backoff = NONE)]
#[expect(clippy::manual_async_fn, reason = "a test")]
fn opaque(script: &Script) -> impl Future<Output = Reply> {
    async move {
        let text = script.next();
        if text.is_empty() {
            return Ok(0);
        }
        let number: u32 = text.parse()?;
        Ok(number)
    }
}

#[retry(backoff = NONE)]
fn opaque_in_two(script: &Script) -> impl Future<Output = Reply> {
    let text = script.next();
    ready(if text.is_empty() { Ok(0) } else { text.parse() })
}

#[retry(backoff = NONE)]
fn boxed<'a>(script: &'a Script) -> Pin<Box<dyn Future<Output = Reply> + 'a>> {
    if script.calls.get() == 1 {
        let text = script.next();
        return Box::pin(ready(if text.is_empty() { Ok(0) } else { text.parse() }));
    }
    Box::pin(async move {
        let text = script.next();
        if text.is_empty() { Ok(0) } else { text.parse() }
    })
}

/// Runs what gives way between two attempts, and waits for nothing.
fn done<T>(future: impl Future<Output = T>) -> T {
    let mut task = Task::new(future);
    for woken in 0.. {
        if let Poll::Ready(value) = task.poll() {
            return value;
        }
        assert!(task.wakes() > woken, "it waits");
    }
    unreachable!("there are not so many attempts")
}

const FORMS: [fn(&Script) -> Reply; 5] = [
    sync,
    |script| done(by_function(script)),
    |script| done(opaque(script)),
    |script| done(opaque_in_two(script)),
    |script| done(boxed(script)),
];

#[test]
fn an_error_is_followed_by_another_attempt_until_there_is_a_value() {
    for call in FORMS {
        for (texts, value, calls) in [
            (&["7"][..], Some(7), 1),
            (&["x", "7"], Some(7), 2),
            (&["x", "", "7"], Some(0), 2),
            (&["x", "y", "7"], Some(7), 3),
            (&["x", "y", "", "7"], Some(0), 3),
        ] {
            let script = Script::new(texts);
            assert_eq!((call(&script).ok(), script.calls.get()), (value, calls));
        }
    }
}

#[test]
fn the_last_error_comes_back_unchanged() {
    for call in FORMS {
        let script = Script::new(&["x", "y", "99999999999"]);
        assert_eq!((call(&script), script.calls.get()), ("99999999999".parse::<u32>(), 3));
    }
}

#[retry(max_attempts = 5, backoff = NONE, budget = none)]
fn panics(calls: &Cell<u32>) -> Result<(), Rejected> {
    calls.set(calls.get() + 1);
    resume_unwind(Box::new("own"))
}

#[retry(max_attempts = 5, backoff = NONE, budget = none)]
async fn panics_later(calls: &Cell<u32>) -> Result<(), Rejected> {
    calls.set(calls.get() + 1);
    resume_unwind(Box::new("own"))
}

#[test]
fn a_panic_is_not_retried() {
    let calls = Cell::new(0);
    let sync = || panics(&calls);
    let later = || done(panics_later(&calls));
    let both: [&dyn Fn() -> _; 2] = [&sync, &later];
    for call in both {
        let unwound = catch_unwind(AssertUnwindSafe(|| drop(call()))).unwrap_err();
        assert_eq!(*unwound.downcast::<&str>().unwrap(), "own");
    }
    assert_eq!(calls.get(), 2);
}

#[retry(max_attempts = 4, backoff = NONE, budget = none, retry_if = |error: &u32| *error > 1)]
fn by_closure(errors: &RefCell<Vec<u32>>) -> Result<(), u32> {
    Err(errors.borrow_mut().pop().unwrap())
}

fn is_large(error: &Error<u32>) -> bool {
    matches!(error, Error::Inner(5..))
}

#[retry(max_attempts = 4, backoff = NONE, retry_if = is_large, give_up(Error::Inner(7), Error::Inner(9..)))]
async fn by_path_and_patterns(errors: &RefCell<Vec<u32>>) -> Result<(), Error<u32>> {
    Err(Error::Inner(errors.borrow_mut().pop().unwrap()))
}

#[test]
fn retry_if_and_give_up_say_what_is_worth_another_attempt() {
    for (errors, last) in [(&[1][..], 1), (&[3, 1], 1), (&[3, 3, 0], 0), (&[3, 3, 3, 3, 3], 3)] {
        let errors = RefCell::new(errors.iter().rev().copied().collect());
        assert_eq!(by_closure(&errors), Err(last));
    }
    for (errors, last) in [(&[4][..], 4), (&[7], 7), (&[6, 9], 9), (&[5, 8, 6, 6], 6)] {
        let errors = RefCell::new(errors.iter().rev().copied().collect());
        let Err(Error::Inner(error)) = done(by_path_and_patterns(&errors)) else { panic!() };
        assert_eq!((error, errors.into_inner().len()), (last, 0));
    }
}

#[retry(max_attempts = 5, backoff = NONE)]
#[bulkhead(bulkhead = pool)]
fn through_a_pool(pool: &Bulkhead) -> Result<(), Error<()>> {
    Err(Error::Inner(()))
}

#[retry(max_attempts = 5, backoff = NONE, retry_if = |_| true)]
async fn turned_away(pool: &Bulkhead, calls: &Cell<u32>) -> Result<(), Error<()>> {
    calls.set(calls.get() + 1);
    drop(pool.try_acquire()?);
    Ok(())
}

#[derive(Debug)]
struct Hides(Rejected);

impl std::fmt::Display for Hides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("hidden")
    }
}

impl std::error::Error for Hides {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[retry(max_attempts = 5, backoff = NONE)]
fn turned_away_within(pool: &Bulkhead, calls: &Cell<u32>) -> Result<(), Hides> {
    calls.set(calls.get() + 1);
    drop(pool.try_acquire().map_err(Hides)?);
    Ok(())
}

#[test]
fn a_rejection_ends_the_retrying_where_it_can_be_seen() {
    let pool = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
    assert!(matches!(through_a_pool(&pool), Err(Error::Inner(()))));
    assert_eq!(pool.stats().total_acquired, 5);
    let _permit = pool.try_acquire().unwrap();
    assert!(matches!(through_a_pool(&pool), Err(Error::Rejected(_))));
    assert_eq!(pool.stats().total_rejected, 1);
    let calls = Cell::new(0);
    turned_away_within(&pool, &calls).unwrap_err();
    assert_eq!(calls.replace(0), 1);
    done(turned_away(&pool, &calls)).unwrap_err();
    assert_eq!(calls.get(), 1);
}
