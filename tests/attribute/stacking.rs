//! Several attributes on one function: the upper one is the outer one.

use resilience::{CircuitBreaker, RateLimiter, Rejected, circuit_breaker, rate_limiter, registry};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

type Reply = Result<u32, Rejected>;

#[circuit_breaker(name = "outer", max_failures = 1)]
#[circuit_breaker(name = "inner", max_failures = 1)]
fn both() -> Result<(), Rejected> {
    Ok(())
}

fn calls(name: &str) -> (u64, u64, u64) {
    let stats = registry().circuit_breaker(name).unwrap().stats();
    (stats.successful_calls, stats.ignored_calls, stats.rejected_calls)
}

#[test]
fn the_upper_attribute_is_the_outer_one() {
    both().unwrap();
    registry().circuit_breaker("inner").unwrap().force_open();
    assert_eq!(both().unwrap_err().name(), "inner");
    registry().circuit_breaker("outer").unwrap().force_open();
    assert_eq!(both().unwrap_err().name(), "outer");
    assert_eq!(calls("outer"), (1, 1, 1));
    assert_eq!(calls("inner"), (1, 0, 1));
}

/// What guards one function, from the outside in.
enum Guard {
    Breaker(CircuitBreaker),
    Limiter(RateLimiter),
}

struct Guards(Vec<Guard>);

impl Guards {
    /// As many as there are letters: `b` for a breaker, `l` for a limiter. All of them turn away.
    fn of(kinds: &str) -> Self {
        Self(kinds.chars().zip(0..).map(|(kind, at)| Guard::new(kind, at)).collect())
    }

    fn breaker(&self, at: usize) -> &CircuitBreaker {
        let Guard::Breaker(breaker) = &self.0[at] else { panic!("no breaker") };
        breaker
    }

    fn limiter(&self, at: usize) -> &RateLimiter {
        let Guard::Limiter(limiter) = &self.0[at] else { panic!("no limiter") };
        limiter
    }
}

impl Guard {
    fn new(kind: char, at: u32) -> Self {
        let name = at.to_string();
        if kind == 'b' {
            let breaker = CircuitBreaker::builder().name(name).build().unwrap();
            breaker.force_open();
            return Self::Breaker(breaker);
        }
        let builder = RateLimiter::builder().name(name).rate(1.0).per(Duration::from_secs(3600));
        let limiter = builder.build().unwrap();
        limiter.try_acquire().unwrap();
        Self::Limiter(limiter)
    }

    fn admit_one(&self) {
        match self {
            Self::Breaker(breaker) => breaker.reset(),
            Self::Limiter(limiter) => limiter.reset(),
        }
    }
}

fn done<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// The outermost one that turns away answers.
fn assert_order(kinds: &str, call: impl Fn(&Guards) -> Reply) {
    let guards = Guards::of(kinds);
    for (at, guard) in guards.0.iter().enumerate() {
        assert_eq!(call(&guards).unwrap_err().name(), at.to_string(), "{kinds}");
        // Those further out may have spent what they had.
        guards.0[..at].iter().for_each(Guard::admit_one);
        guard.admit_one();
    }
    assert_eq!(call(&guards).unwrap(), 7);
}

/// Three attributes, with others of all sorts between them.
macro_rules! three {
    (
        $test:ident $kinds:literal
        $outer:ident($outer_guard:ident $($outer_more:tt)*)
        $middle:ident($middle_guard:ident $($middle_more:tt)*)
        $inner:ident($inner_guard:ident $($inner_more:tt)*)
    ) => {
        #[test]
        fn $test() {
            #[$outer($outer_guard = guards.$outer_guard(0) $($outer_more)*)]
            #[$middle($middle_guard = guards.$middle_guard(1) $($middle_more)*)]
            #[$inner($inner_guard = guards.$inner_guard(2) $($inner_more)*)]
            fn sync(guards: &Guards) -> Reply {
                Ok(guards.0.len().try_into().unwrap_or(0) + 4)
            }

            /// Something foreign above,
            #[$outer($outer_guard = guards.$outer_guard(0) $($outer_more)*)]
            #[doc = "between"]
            #[cfg_attr(all(), $middle($middle_guard = guards.$middle_guard(1) $($middle_more)*))]
            #[inline]
            #[cfg_attr(not(any()), $inner($inner_guard = guards.$inner_guard(2) $($inner_more)*))]
            #[must_use = "a test"]
            async fn later(guards: &Guards) -> Reply {
                ready(Ok(guards.0.len().try_into().unwrap_or(0) + 4)).await
            }

            #[cfg_attr(
                all(),
                $outer($outer_guard = guards.$outer_guard(0) $($outer_more)*),
                inline,
                $middle($middle_guard = guards.$middle_guard(1) $($middle_more)*)
            )]
            #[cfg_attr(any(), $outer)]
            #[$inner($inner_guard = guards.$inner_guard(2) $($inner_more)*)]
            fn returned(guards: &Guards) -> impl Future<Output = Reply> {
                let _ = guards;
                ready(Ok(7))
            }

            #[$outer($outer_guard = guards.$outer_guard(0) $($outer_more)*)]
            #[$middle($middle_guard = guards.$middle_guard(1) $($middle_more)*)]
            #[inline]
            #[cfg_attr(all(), $inner($inner_guard = guards.$inner_guard(2) $($inner_more)*))]
            fn boxed<'a>(guards: &'a Guards) -> Pin<Box<dyn Future<Output = Reply> + 'a>> {
                Box::pin(async move { Ok(guards.0.len().try_into().unwrap_or(0) + 4) })
            }

            assert_order($kinds, sync);
            assert_order($kinds, |guards| done(later(guards)));
            assert_order($kinds, |guards| done(returned(guards)));
            assert_order($kinds, |guards| done(boxed(guards)));
        }
    };
}

mod three_deep {
    //! Every order of two kinds.

    use super::{Guards, Reply, assert_order, done};
    use resilience::{circuit_breaker, rate_limiter};
    use std::future::{Future, ready};
    use std::pin::Pin;

    three! {
        breaker_breaker_breaker "bbb"
        circuit_breaker(breaker)
        circuit_breaker(breaker)
        circuit_breaker(breaker)
    }

    three! {
        breaker_breaker_limiter "bbl"
        circuit_breaker(breaker)
        circuit_breaker(breaker)
        rate_limiter(limiter, timeout = 1)
    }

    three! {
        breaker_limiter_breaker "blb"
        circuit_breaker(breaker)
        rate_limiter(limiter, timeout = 0)
        circuit_breaker(breaker)
    }

    three! {
        limiter_breaker_breaker "lbb"
        rate_limiter(limiter, blocking = false)
        circuit_breaker(breaker)
        circuit_breaker(breaker)
    }

    three! {
        breaker_limiter_limiter "bll"
        circuit_breaker(breaker)
        rate_limiter(limiter, timeout = 0)
        rate_limiter(limiter, timeout = 1)
    }

    three! {
        limiter_breaker_limiter "lbl"
        rate_limiter(limiter, blocking = false)
        circuit_breaker(breaker)
        rate_limiter(limiter, timeout = 1)
    }

    three! {
        limiter_limiter_breaker "llb"
        rate_limiter(limiter, blocking = false)
        rate_limiter(limiter, timeout = 0)
        circuit_breaker(breaker)
    }

    three! {
        limiter_limiter_limiter "lll"
        rate_limiter(limiter, blocking = false)
        rate_limiter(limiter, timeout = 0)
        rate_limiter(limiter, timeout = 1)
    }
}

#[rate_limiter(name = "runtime, a minute", rate = 2, per = 60, blocking = false)]
#[tokio::main(flavor = "current_thread")]
#[circuit_breaker(name = "runtime, in the middle")]
#[inline]
#[rate_limiter(name = "runtime, a day", rate = 1, per = 1d, blocking = false)]
async fn on_a_runtime() -> Reply {
    tokio::task::yield_now().await;
    Ok(7)
}

#[test]
fn a_function_that_a_foreign_attribute_makes_sync_is_guarded_in_the_same_order() {
    on_a_runtime().unwrap();
    assert_eq!(on_a_runtime().unwrap_err().name(), "runtime, a day");
    assert_eq!(on_a_runtime().unwrap_err().name(), "runtime, a minute");
    assert_eq!(calls("runtime, in the middle"), (1, 1, 0));
}

#[circuit_breaker(accessor = upper_breaker)]
#[circuit_breaker(breaker = lower)]
#[rate_limiter(blocking = false)]
#[rate_limiter(limiter = last, blocking = false)]
fn of_two_kinds(lower: &CircuitBreaker, last: &RateLimiter) -> Reply {
    Ok(lower.name().len().try_into().unwrap_or(0) + last.burst())
}

#[test]
fn the_same_attribute_twice_needs_no_name_if_one_has_a_guard_that_is_given() {
    let lower = CircuitBreaker::builder().name("lower").build().unwrap();
    let last = RateLimiter::builder().name("last").rate(2.0).build().unwrap();
    assert_eq!(of_two_kinds(&lower, &last).unwrap(), 7);
    lower.force_open();
    assert_eq!(of_two_kinds(&lower, &last).unwrap_err().name(), "lower");
    assert_eq!(upper_breaker().stats().ignored_calls, 1);
    assert_eq!(upper_breaker().name(), "attribute::stacking::of_two_kinds");
}
