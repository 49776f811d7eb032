//! No allocation on admitted and rejected paths, direct and annotated.

use resilience::{CircuitBreaker, Error, ManualClock, Rejected, circuit_breaker};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator is")]
// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The allocations of 100 rounds, after one that may set things up.
fn allocations(mut act: impl FnMut()) -> u64 {
    act();
    let before = ALLOCATIONS.get();
    (0..100).for_each(|_| act());
    ALLOCATIONS.get() - before
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

type Reply = Result<(), Error<&'static str>>;

#[circuit_breaker]
fn admitted() -> Reply {
    Ok(())
}

#[circuit_breaker]
async fn admitted_async() -> Reply {
    std::future::ready(()).await;
    Ok(())
}

#[circuit_breaker(accessor = rejected_breaker)]
fn rejected() -> Reply {
    Ok(())
}

#[circuit_breaker(accessor = rejected_async_breaker)]
async fn rejected_async() -> Reply {
    Ok(())
}

fn breakers() -> [CircuitBreaker; 3] {
    let time = ManualClock::new();
    let builder = || CircuitBreaker::builder().max_failures(u32::MAX);
    [
        builder().name("literal").build().unwrap(),
        builder().name(String::from("owned")).build().unwrap(),
        builder().name("manual").clock(time.clock()).build().unwrap(),
    ]
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(Box::new(1))), 100);
}

#[test]
fn admitted_calls_allocate_nothing() {
    for breaker in breakers() {
        assert_eq!(allocations(|| breaker.call(|| Ok::<_, ()>(())).unwrap()), 0);
        assert_eq!(allocations(|| breaker.call(|| Err::<(), _>("down")).unwrap_err().ignore()), 0);
        assert_eq!(allocations(|| breaker.try_acquire().unwrap().success()), 0);
        assert_eq!(allocations(|| breaker.try_acquire_owned().unwrap().failure()), 0);
        assert_eq!(allocations(|| drop(breaker.try_acquire().unwrap())), 0);
        let call = || ready(breaker.call_async(|| async { Ok::<_, ()>(()) })).unwrap();
        assert_eq!(allocations(call), 0);
    }
    assert_eq!(allocations(|| admitted().unwrap()), 0);
    assert_eq!(allocations(|| ready(admitted_async()).unwrap()), 0);
}

#[test]
fn rejected_calls_allocate_nothing() {
    for breaker in breakers() {
        breaker.force_open();
        assert_eq!(allocations(|| breaker.call(|| Ok::<_, ()>(())).unwrap_err().ignore()), 0);
        assert_eq!(allocations(|| drop(breaker.try_acquire().unwrap_err())), 0);
        let call = || ready(breaker.call_async(|| async { Ok::<_, u8>(()) })).unwrap_err().ignore();
        assert_eq!(allocations(call), 0);
    }
}

#[test]
fn rejections_in_two_types_of_errors_allocate_nothing() {
    let [breaker, ..] = breakers();
    breaker.force_open();
    let both = || {
        breaker.call(|| Ok::<_, u8>(())).unwrap_err().ignore();
        breaker.call(|| Ok::<_, u16>(())).unwrap_err().ignore();
    };
    assert_eq!(allocations(both), 0);
}

#[test]
fn rejected_annotated_calls_allocate_nothing() {
    rejected_breaker().force_open();
    rejected_async_breaker().force_open();
    assert_eq!(allocations(|| rejected().unwrap_err().ignore()), 0);
    assert_eq!(allocations(|| ready(rejected_async()).unwrap_err().ignore()), 0);
}

#[test]
fn half_open_allocates_nothing_but_at_transitions() {
    let time = ManualClock::new();
    let breaker = CircuitBreaker::builder().max_failures(1).clock(time.clock()).build().unwrap();
    breaker.record_failure();
    time.advance(std::time::Duration::from_secs(60));
    let probe = breaker.try_acquire().unwrap();
    assert_eq!(allocations(|| drop(breaker.try_acquire().unwrap_err())), 0);
    probe.ignore();
    assert_eq!(allocations(|| breaker.try_acquire().unwrap().ignore()), 0);
}

/// Ends a value's life by name.
trait Ignore: Sized {
    fn ignore(self) {}
}

impl<E> Ignore for Error<E> {}
impl Ignore for Rejected {}
