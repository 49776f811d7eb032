//! Arguments, locals and the temporaries of a tail expression are dropped in the order of the plain
//! function, in the edition of the user: before the locals in 2024, after them until then. (An argument
//! that a function with a breaker does not use is dropped after the others: to take it along would be
//! a use, and nobody would be warned of it.)
//!
//! `tests/attribute_errors.rs` runs this program, as one of each edition.

#![deny(warnings)]

use resilience::{CircuitBreaker, RateLimiter, Rejected, circuit_breaker, rate_limiter};
use std::cell::RefCell;
use std::env;
use std::future::{Future, ready};
use std::pin::{Pin, pin};
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

type Reply = Result<usize, Rejected>;

static BREAKER: LazyLock<CircuitBreaker> =
    LazyLock::new(|| CircuitBreaker::builder().build().expect("it is in range"));
static LIMITER: LazyLock<RateLimiter> =
    LazyLock::new(|| RateLimiter::builder().burst(99).build().expect("it is in range"));

thread_local! {
    static DROPPED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

struct Noted(&'static str);

impl Noted {
    fn look(&self) -> usize {
        self.0.len()
    }

    fn reply(&self) -> Reply {
        Ok(self.0.len())
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        DROPPED.with(|dropped| dropped.borrow_mut().push(self.0));
    }
}

/// One body in all forms, plain or guarded.
macro_rules! forms {
    ($guarded:ident [$($attribute:tt)*]) => {
        mod $guarded {
            use super::*;

            $($attribute)*
            fn sync(a: Noted, b: Noted, c: Noted, mut d: Noted) -> Reply {
                let local = Noted("local");
                d.0 = "e";
                let _ = (a.look(), c.look(), b.look(), d.look(), local.look());
                Noted("temporary").reply()
            }

            $($attribute)*
            fn leaves_early(a: Noted, b: Noted, (c, d): (Noted, Noted)) -> Reply {
                let local = Noted("local");
                let _ = (d.look(), c.look(), b.look());
                Noted("temporary").reply()?;
                if a.look() == 1 {
                    return Noted("another").reply();
                }
                drop(local);
                Ok(0)
            }

            $($attribute)*
            async fn later(a: Noted, b: Noted, (c, d): (Noted, Noted)) -> Reply {
                let local = Noted("local");
                let _ = a.look();
                ready(()).await;
                let _ = (d.look(), c.look(), local.look());
                drop(b);
                Noted("temporary").reply()
            }

            $($attribute)*
            fn returned(a: Noted, b: Noted, _c: Noted) -> impl Future<Output = Reply> {
                async move {
                    let local = Noted("local");
                    ready(()).await;
                    let _ = (b.look(), a.look(), local.look());
                    Noted("temporary").reply()
                }
            }

            $($attribute)*
            fn boxed(a: Noted, b: Noted, c: Noted) -> Pin<Box<dyn Future<Output = Reply>>> {
                let outer = Noted("outer");
                let _ = (outer.look(), c.look());
                Box::pin(async move {
                    let local = Noted("local");
                    ready(()).await;
                    let _ = (b.look(), a.look(), local.look());
                    Noted("temporary").reply()
                })
            }

            /// What is dropped, form by form.
            pub(crate) fn dropped() -> Vec<Vec<&'static str>> {
                let n = Noted;
                vec![
                    noted(|| sync(n("a"), n("b"), n("c"), n("d"))),
                    noted(|| leaves_early(n("a"), n("b"), (n("c"), n("d")))),
                    noted(|| done(later(n("a"), n("b"), (n("c"), n("d"))))),
                    noted(|| done(returned(n("a"), n("b"), n("c")))),
                    noted(|| done(boxed(n("a"), n("b"), n("c")))),
                ]
            }
        }
    };
}

forms!(plain []);
forms!(breaker [#[circuit_breaker]]);
forms!(given_breaker [#[circuit_breaker(breaker = BREAKER, map_err = |rejected| rejected)]]);
forms!(judged [#[circuit_breaker(failure_if = Result::is_err, fallback = |_| Ok(1))]]);
forms!(limiter [#[rate_limiter(timeout = 1)]]);
forms!(given_limiter [#[rate_limiter(limiter = LIMITER)]]);
forms!(keyed [#[rate_limiter(key = 1, blocking = false, fallback = |_| Ok(1))]]);
forms!(stacked [
    #[circuit_breaker(name = "outer")]
    #[rate_limiter(timeout = 1)]
    #[circuit_breaker]
]);

fn noted(call: impl FnOnce() -> Reply) -> Vec<&'static str> {
    assert!(call().is_ok());
    DROPPED.with(RefCell::take)
}

fn done<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

fn main() {
    let plain = plain::dropped();
    let edition = env::args().nth(1).expect("the edition of this program");
    let of_tail = if edition == "2021" { ["local", "temporary"] } else { ["temporary", "local"] };
    assert_eq!(plain[0], [of_tail[0], of_tail[1], "e", "c", "b", "a"]);
    let all = [
        ("breaker", breaker::dropped()),
        ("given breaker", given_breaker::dropped()),
        ("judged", judged::dropped()),
        ("limiter", limiter::dropped()),
        ("given limiter", given_limiter::dropped()),
        ("keyed", keyed::dropped()),
        ("stacked", stacked::dropped()),
    ];
    for (name, guarded) in all {
        assert_eq!(guarded, plain, "{name}, edition {edition}");
    }
}
