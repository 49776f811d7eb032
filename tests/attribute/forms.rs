//! The attribute and the direct form of each policy: one table of inputs and outcomes, over which both
//! run, on threads and in tasks.

use resilience::{
    Backoff, Bulkhead, CircuitBreaker, Error, RateLimiter, Rejected, Retry, RetryBudget, Timeout,
    Window, bulkhead, circuit_breaker, fallback, rate_limiter, retry, timeout,
};
use std::cell::Cell;
use std::future::{pending, ready};
use std::time::{Duration, Instant};

type Reply = Result<u32, Error<u32>>;

/// What one call does, attempt by attempt.
type Acts = &'static [Act];

#[derive(Clone, Copy)]
enum Act {
    Value(u32),
    Fails(u32),
    /// A value that takes twice [`MICRO`].
    Slow(u32),
    Hangs,
}

use Act::{Fails, Hangs, Slow, Value};

const MICRO: Duration = Duration::from_micros(1);

fn slowly(number: u32) -> u32 {
    let start = Instant::now();
    while start.elapsed() < MICRO * 2 {}
    number
}

/// The attempts of one call.
struct Script {
    acts: Acts,
    made: Cell<usize>,
}

impl Script {
    fn of(acts: Acts) -> Self {
        Self { acts, made: Cell::new(0) }
    }

    fn act(&self) -> Act {
        let made = self.made.get();
        self.made.set(made + 1);
        *self.acts.get(made).expect("nobody makes so many attempts")
    }

    fn run(&self) -> Reply {
        match self.act() {
            Value(number) => Ok(number),
            Fails(number) => Err(Error::Inner(number)),
            Slow(number) => Ok(slowly(number)),
            Hangs => panic!("a thread cannot be interrupted"),
        }
    }

    async fn run_later(&self) -> Reply {
        match self.act() {
            Value(number) => ready(Ok(number)).await,
            Fails(number) => Err(Error::Inner(number)),
            Slow(number) => Ok(slowly(number)),
            Hangs => pending().await,
        }
    }
}

fn told(reply: &Reply) -> String {
    match reply {
        Ok(number) => number.to_string(),
        Err(Error::Inner(number)) => format!("error {number}"),
        Err(Error::Rejected(Rejected::CircuitOpen(_))) => String::from("open"),
        Err(Error::Rejected(Rejected::RateLimitExceeded(_))) => String::from("exceeded"),
        Err(Error::Rejected(Rejected::BulkheadFull(_))) => String::from("full"),
        Err(Error::Rejected(Rejected::TimedOut(_))) => String::from("late"),
        Err(Error::Rejected(Rejected::Misconfigured(_))) => String::from("misconfigured"),
        Err(Error::Rejected(rejected)) => rejected.to_string(),
    }
}

/// Runs one form over the table.
async fn check<I: Copy>(form: &str, table: &[(I, &str)], mut call: impl AsyncFnMut(I) -> Reply) {
    for (row, (input, outcome)) in table.iter().enumerate() {
        assert_eq!(told(&call(*input).await), *outcome, "{form}, row {row}");
    }
}

/// One policy: its table, its attribute, and how it is called directly, with a guard of its own for
/// each. Only what is async has a timeout.
macro_rules! policy {
    ($test:ident, $table:expr, #[$($attribute:tt)*], $guard:expr, later = $direct_later:expr $(,)?) => {
        #[tokio::test]
        async fn $test() {
            #[$($attribute)*]
            async fn later(script: &Script) -> Reply {
                script.run_later().await
            }

            let table = $table;
            check("attribute, async", &table, async |acts| later(&Script::of(acts)).await).await;
            let guard = $guard;
            let direct = $direct_later;
            check("direct, async", &table, async |acts| direct(&guard, &Script::of(acts)).await).await;
        }
    };
    (
        $test:ident, $table:expr, #[$($attribute:tt)*], $guard:expr,
        sync = $direct:expr, later = $direct_later:expr $(,)?
    ) => {
        policy!($test, $table, #[$($attribute)*], $guard, later = $direct_later);

        mod $test {
            use super::*;

            #[tokio::test]
            async fn on_a_thread() {
                #[$($attribute)*]
                fn sync(script: &Script) -> Reply {
                    script.run()
                }

                let table = $table;
                check("attribute", &table, async |acts| sync(&Script::of(acts))).await;
                let guard = $guard;
                let direct = $direct;
                check("direct", &table, async |acts| direct(&guard, &Script::of(acts))).await;
            }
        }
    };
}

const NONE: Backoff = Backoff::none();
const LIMIT: Duration = Duration::from_millis(1);

/// A rejection becomes an error of the function's own.
fn flat<T>(result: Result<T, Error<Error<u32>>>) -> Result<T, Error<u32>> {
    result.map_err(Error::flatten)
}

policy! {
    a_circuit_breaker,
    [
        (&[Value(1)][..], "1"),
        (&[Fails(2)], "error 2"),
        (&[Value(3)], "3"),
        (&[Fails(4)], "error 4"),
        (&[Fails(5)], "error 5"),
        (&[], "open"),
        (&[], "open"),
    ],
    #[circuit_breaker(max_failures = 2)],
    CircuitBreaker::builder().max_failures(2).build().unwrap(),
    sync = |breaker: &CircuitBreaker, script: &Script| flat(breaker.call(|| script.run())),
    later = async |breaker: &CircuitBreaker, script: &Script| {
        flat(breaker.call_async(|| script.run_later()).await)
    },
}

policy! {
    a_failure_rate,
    [
        (&[Fails(1)][..], "error 1"),
        (&[Value(2)], "2"),
        (&[Value(3)], "3"),
        (&[Value(4)], "4"),
        (&[Fails(5)], "error 5"),
        (&[Fails(6)], "error 6"),
        (&[], "open"),
    ],
    #[circuit_breaker(failure_rate = 0.5, window = 4)],
    CircuitBreaker::builder().failure_rate(0.5).window(Window::Calls(4)).build().unwrap(),
    sync = |breaker: &CircuitBreaker, script: &Script| flat(breaker.call(|| script.run())),
    later = async |breaker: &CircuitBreaker, script: &Script| {
        flat(breaker.call_async(|| script.run_later()).await)
    },
}

// Of slow calls alone: how long others take depends on the machine.
policy! {
    slow_calls,
    [(&[Slow(1)][..], "1"), (&[Slow(2)], "2"), (&[Slow(3)], "3"), (&[], "open")],
    #[circuit_breaker(slow_call = 1us, slow_call_rate = 1, window = 1h, minimum_calls = 3)],
    CircuitBreaker::builder()
        .slow_call(MICRO)
        .slow_call_rate(1.0)
        .window(Window::Time(Duration::from_secs(3600)))
        .minimum_calls(3)
        .build()
        .unwrap(),
    sync = |breaker: &CircuitBreaker, script: &Script| flat(breaker.call(|| script.run())),
    later = async |breaker: &CircuitBreaker, script: &Script| {
        flat(breaker.call_async(|| script.run_later()).await)
    },
}

policy! {
    a_rate_limiter,
    [(&[Value(1)][..], "1"), (&[Fails(2)], "error 2"), (&[], "exceeded"), (&[], "exceeded")],
    #[rate_limiter(rate = 2, per = 1h, blocking = false)],
    RateLimiter::builder().rate(2.0).per(Duration::from_secs(3600)).build().unwrap(),
    sync = |limiter: &RateLimiter, script: &Script| {
        limiter.try_acquire()?;
        script.run()
    },
    later = async |limiter: &RateLimiter, script: &Script| {
        limiter.try_acquire()?;
        script.run_later().await
    },
}

policy! {
    a_timeout,
    [(&[Value(1)][..], "1"), (&[Hangs], "late"), (&[Fails(2)], "error 2"), (&[Hangs], "late")],
    #[timeout(LIMIT)],
    Timeout::new(LIMIT).unwrap(),
    later = async |timeout: &Timeout, script: &Script| {
        timeout.call_async(|| script.run_later()).await?
    },
}

policy! {
    a_retry,
    [
        (&[Value(1)][..], "1"),
        (&[Fails(2), Value(3)], "3"),
        (&[Fails(4), Fails(5), Value(6)], "6"),
        (&[Fails(7), Fails(8), Fails(9)], "error 9"),
        (&[Fails(100)], "error 100"),
        (&[Fails(1), Fails(101)], "error 101"),
        // The budget is spent.
        (&[Fails(1), Fails(2)], "error 2"),
        (&[Fails(3)], "error 3"),
    ],
    #[retry(backoff = NONE, budget = RetryBudget::new(0.0, 7), give_up(Error::Inner(100..)))],
    Retry::builder().backoff(NONE).budget(RetryBudget::new(0.0, 7)).build().unwrap(),
    sync = |retry: &Retry, script: &Script| {
        retry.call_if(|error| !matches!(error, Error::Inner(100..)), || script.run())
    },
    later = async |retry: &Retry, script: &Script| {
        let worth_it = |error: &Error<u32>| !matches!(error, Error::Inner(100..));
        retry.call_async_if(worth_it, || script.run_later()).await
    },
}

fn cached(error: Error<u32>) -> Reply {
    match error {
        Error::Inner(0..10) => Ok(99),
        other => Err(other),
    }
}

policy! {
    a_fallback,
    [(&[Value(1)][..], "1"), (&[Fails(2)], "99"), (&[Fails(20)], "error 20")],
    #[fallback(cached)],
    (),
    sync = |(): &(), script: &Script| script.run().or_else(cached),
    later = async |(): &(), script: &Script| script.run_later().await.or_else(cached),
}

#[bulkhead(max_concurrent = 2, max_wait = 0)]
fn nested(depth: u32) -> Reply {
    if depth == 0 { Ok(1) } else { Ok(nested(depth - 1)? + 1) }
}

#[bulkhead(max_concurrent = 2, max_waiting = 0)]
async fn nested_later(depth: u32) -> Reply {
    if depth == 0 { Ok(1) } else { Ok(Box::pin(nested_later(depth - 1)).await? + 1) }
}

fn nested_directly(pool: &Bulkhead, depth: u32) -> Reply {
    let op = || if depth == 0 { Ok(1) } else { Ok(nested_directly(pool, depth - 1)? + 1) };
    pool.call(op)?
}

async fn nested_directly_later(pool: &Bulkhead, depth: u32) -> Reply {
    let op = || async move {
        if depth == 0 {
            return Ok(1);
        }
        Ok(Box::pin(nested_directly_later(pool, depth - 1)).await? + 1)
    };
    pool.call_async(op).await?
}

/// So many calls at once; nobody waits.
#[tokio::test]
async fn a_bulkhead() {
    let table = [(0, "1"), (1, "2"), (2, "full"), (1, "2"), (7, "full"), (0, "1")];
    let pool = Bulkhead::builder().max_concurrent(2).max_wait(Duration::ZERO).build().unwrap();
    check("attribute", &table, async |depth| nested(depth)).await;
    check("direct", &table, async |depth| nested_directly(&pool, depth)).await;
    check("attribute, async", &table, nested_later).await;
    check("direct, async", &table, async |depth| nested_directly_later(&pool, depth).await).await;
}
