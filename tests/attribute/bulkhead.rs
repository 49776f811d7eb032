//! `#[bulkhead]`.

use crate::task::Task;
use resilience::{Bulkhead, Error, Rejected, bulkhead, registry};
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::num::ParseIntError;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::Poll;
use std::thread;
use std::time::Duration;

type Reply = Result<u32, Rejected>;

/// One permit, for which nobody waits.
fn one() -> Bulkhead {
    Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap()
}

/// Ends when it is told to.
async fn until(open: &Cell<bool>) {
    poll_fn(|_| if open.get() { Poll::Ready(()) } else { Poll::Pending }).await;
}

#[bulkhead(max_concurrent = 2, max_wait = 0, accessor = nested_bulkhead)]
fn nested(depth: u32) -> Reply {
    if depth == 0 { Ok(nested_bulkhead().in_use()) } else { nested(depth - 1) }
}

#[test]
fn as_many_calls_run_at_once_as_there_are_permits_and_the_next_is_turned_away() {
    assert_eq!(nested(0).unwrap(), 1);
    assert_eq!(nested(1).unwrap(), 2);
    let rejected = nested(2).unwrap_err();
    assert!(matches!(rejected, Rejected::BulkheadFull(_)), "{rejected:?}");
    assert_eq!(rejected.name(), "attribute::bulkhead::nested");
    assert_eq!((nested_bulkhead().in_use(), nested_bulkhead().max_concurrent()), (0, 2));
}

#[bulkhead(bulkhead = pool)]
async fn by_function(pool: &Bulkhead, open: &Cell<bool>) -> Reply {
    until(open).await;
    Ok(1)
}

#[bulkhead(bulkhead = pool)]
fn opaque(pool: &Bulkhead, open: &Cell<bool>) -> impl Future<Output = Reply> {
    async move {
        until(open).await;
        Ok(2)
    }
}

#[bulkhead(bulkhead = pool)]
fn opaque_in_two(pool: &Bulkhead, open: &Cell<bool>) -> impl Future<Output = Reply> {
    let future = until(open);
    async {
        future.await;
        Ok(3)
    }
}

#[bulkhead(bulkhead = pool)]
fn boxed<'a>(
    pool: &'a Bulkhead,
    open: &'a Cell<bool>,
) -> Pin<Box<dyn Future<Output = Reply> + 'a>> {
    Box::pin(async move {
        until(open).await;
        Ok(4)
    })
}

/// Every form of an async function.
fn forms<'a>(pool: &'a Bulkhead, open: &'a Cell<bool>) -> [Task<'a, Reply>; 4] {
    [
        Task::new(by_function(pool, open)),
        Task::new(opaque(pool, open)),
        Task::new(opaque_in_two(pool, open)),
        Task::new(boxed(pool, open)),
    ]
}

#[test]
fn an_async_function_holds_its_permit_while_its_future_runs_and_not_while_it_is_made() {
    let (pool, open) = (one(), Cell::new(false));
    for (form, mut call) in (1..).zip(forms(&pool, &open)) {
        open.set(false);
        assert_eq!(pool.in_use(), 0, "form {form}");
        assert!(!call.is_done());
        assert_eq!(pool.in_use(), 1, "form {form}");
        for mut other in forms(&pool, &open) {
            let Poll::Ready(Err(rejected)) = other.poll() else { panic!("form {form}") };
            assert!(matches!(rejected, Rejected::BulkheadFull(_)));
        }
        open.set(true);
        let Poll::Ready(Ok(value)) = call.poll() else { panic!("form {form}") };
        assert_eq!((value, pool.in_use()), (form, 0));
    }
}

#[test]
fn a_future_that_is_dropped_gives_its_permit_back() {
    let (pool, open) = (one(), Cell::new(false));
    for mut call in forms(&pool, &open) {
        assert!(!call.is_done());
        drop(call);
        assert_eq!(pool.in_use(), 0);
    }
    assert_eq!(pool.stats().total_acquired, 4);
}

#[bulkhead(bulkhead = pool)]
fn ends(pool: &Bulkhead, text: &str) -> Result<u32, Error<ParseIntError>> {
    if text.is_empty() {
        return Ok(0);
    }
    if text == "panic" {
        resume_unwind(Box::new("own"));
    }
    let number: u32 = text.parse().map_err(Error::Inner)?;
    Ok(number)
}

#[bulkhead(bulkhead = pool)]
async fn ends_later(pool: &Bulkhead, text: &str) -> Result<u32, Error<ParseIntError>> {
    if text.is_empty() {
        return Ok(0);
    }
    if text == "panic" {
        resume_unwind(Box::new("own"));
    }
    let number: u32 = text.parse().map_err(Error::Inner)?;
    Ok(number)
}

#[test]
fn however_a_call_ends_its_permit_comes_back() {
    let pool = one();
    let sync = |text| ends(&pool, text);
    let later = |text| match Task::new(ends_later(&pool, text)).poll() {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    };
    let calls: [&dyn Fn(&'static str) -> _; 2] = [&sync, &later];
    for call in calls {
        assert_eq!((call("7").unwrap(), call("").unwrap()), (7, 0));
        assert!(matches!(call("x"), Err(Error::Inner(_))));
        let unwound = catch_unwind(AssertUnwindSafe(|| call("panic"))).unwrap_err();
        assert_eq!(*unwound.downcast::<&str>().unwrap(), "own");
        assert_eq!(pool.in_use(), 0);
    }
}

struct Sees<'a>(&'a Bulkhead, &'a Cell<u32>);

impl Drop for Sees<'_> {
    fn drop(&mut self) {
        self.1.set(self.0.in_use());
    }
}

#[bulkhead(bulkhead = pool)]
fn with_a_local(pool: &Bulkhead, seen: &Cell<u32>) -> Result<(), Rejected> {
    let _sees = Sees(pool, seen);
    Ok(())
}

#[test]
fn the_permit_outlives_the_functions_own_locals() {
    let seen = Cell::new(7);
    with_a_local(&one(), &seen).unwrap();
    assert_eq!(seen.get(), 1);
}

struct Client {
    pool: Bulkhead,
    calls: u32,
}

impl Client {
    #[bulkhead(bulkhead = self.pool)]
    fn count(&mut self) -> Result<&mut u32, Rejected> {
        self.calls += 1;
        Ok(&mut self.calls)
    }

    #[bulkhead(bulkhead = self.pool)]
    async fn count_later(&mut self) -> Result<&mut u32, Rejected> {
        self.calls += 1;
        Ok(&mut self.calls)
    }

    #[bulkhead(max_concurrent = 3, accessor = open_bulkhead)]
    fn open() -> Self {
        Self { pool: one(), calls: Self::open_bulkhead().in_use() }
    }
}

#[tokio::test]
async fn methods_borrow_what_they_return_and_bring_their_own_bulkhead() {
    let mut client = Client::open();
    assert_eq!(*client.count().unwrap(), 2);
    *client.count_later().await.unwrap() += 10;
    let permit = client.pool.try_acquire_owned().unwrap();
    client.count().unwrap_err();
    client.count_later().await.unwrap_err();
    drop(permit);
    assert_eq!((client.calls, client.pool.stats().total_acquired), (13, 3));
    assert_eq!(Client::open_bulkhead().name(), "attribute::bulkhead::Client::open");
}

#[bulkhead(name = "pool of two", max_concurrent = 2, max_wait = 0, max_waiting = 0)]
fn fetch(next: impl FnOnce() -> Reply) -> Reply {
    next()
}

#[bulkhead(name = "pool of two", max_concurrent = 2, max_wait = 0)]
async fn store(open: &Cell<bool>) -> Reply {
    until(open).await;
    Ok(7)
}

#[bulkhead(name = "pool of two", max_concurrent = 2)]
async fn patient(open: &Cell<bool>) -> &'static str {
    until(open).await;
    "ran"
}

#[test]
fn functions_that_write_the_same_name_share_one_pool() {
    let open = Cell::new(false);
    let pool = || registry().bulkhead("pool of two").unwrap();
    let mut first = Task::started(store(&open));
    let rejected = fetch(|| fetch(|| Ok(1))).unwrap_err();
    assert_eq!((rejected.name(), pool().in_use()), ("pool of two", 1));
    let in_use = fetch(|| Ok(pool().in_use())).unwrap();
    assert_eq!(in_use, 2);
    // What cannot be turned away waits for ever, whatever the others wrote.
    let mut second = Task::started(patient(&open));
    let mut third = Task::started(patient(&open));
    assert_eq!(pool().waiting(), 1);
    open.set(true);
    assert!(first.is_done());
    assert_eq!(third.wakes(), 1);
    assert_eq!((second.poll(), third.poll()), (Poll::Ready("ran"), Poll::Ready("ran")));
    assert_eq!((pool().in_use(), pool().stats().max_in_use), (0, 2));
}

#[bulkhead(name = "contested pool", max_concurrent = 2)]
fn first_come() {}

#[bulkhead(name = "contested pool", max_concurrent = 3, max_wait = 1)]
async fn second_come() -> Reply {
    Ok(1)
}

#[bulkhead(name = "contested pool", max_concurrent = 4)]
fn third_come() {}

#[tokio::test]
async fn one_pool_of_two_sizes_answers_every_call_of_the_later_with_both_places() {
    first_come();
    for _ in 0..2 {
        let Err(Rejected::Misconfigured(error)) = second_come().await else { panic!("it ran") };
        assert_eq!(error.problems()[0].field, "max_concurrent");
        assert_eq!(error.to_string().matches("bulkhead.rs:").count(), 2, "{error}");
    }
    let text = catch_unwind(third_come).unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("max_concurrent = 4"), "{text}");
    first_come();
}

#[bulkhead(max_concurrent = 1, accessor = pair_bulkhead)]
fn pair<T>(value: T, during: impl FnOnce()) -> (T, u32) {
    during();
    (value, pair_bulkhead().in_use())
}

#[test]
fn without_a_bound_a_function_of_any_type_waits_on_its_thread() {
    thread::scope(|scope| {
        let first = pair("first", || {
            let second = scope.spawn(|| pair(2, || ()));
            while pair_bulkhead().waiting() == 0 {
                thread::yield_now();
            }
            assert!(!second.is_finished());
        });
        assert_eq!(first, ("first", 1));
    });
    let stats = pair_bulkhead().stats();
    assert_eq!((stats.total_acquired, stats.max_in_use), (2, 1));
}
