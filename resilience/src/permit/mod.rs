//! The value that stands for one admitted call.

mod detached;
mod life;

pub(crate) use self::detached::Detached;
use self::life::Fate;
pub(crate) use self::life::{Beginning, Life};
use crate::outcome::{Judge, Outcome};
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// A policy that hands out permits and takes their endings.
pub trait Settle {
    /// What a permit remembers of the moment it was issued.
    type Stamp: Copy + fmt::Debug;

    /// Takes the ending of the permit with this stamp, whose call began then. Must not panic.
    fn settle(&self, stamp: Self::Stamp, beginning: Beginning, ending: Ending);

    /// The same for a permit that does not end in success: out of line, so that what remains is small
    /// enough for every place where a permit may end.
    #[inline(never)]
    fn end(&self, stamp: Self::Stamp, life: Life) {
        self.settle(stamp, life.beginning(), life.ending());
    }
}

impl<P: Settle> Settle for &P {
    type Stamp = P::Stamp;

    #[inline]
    fn settle(&self, stamp: P::Stamp, beginning: Beginning, ending: Ending) {
        P::settle(self, stamp, beginning, ending);
    }

    #[inline]
    fn end(&self, stamp: P::Stamp, life: Life) {
        P::end(self, stamp, life);
    }
}

/// How a permit ended: an [`Outcome`], or nobody settled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The dependency answered as it should.
    Success,
    /// A counted failure, a panic of the guarded code included.
    Failure,
    /// The result says nothing.
    Ignored,
    /// The call was given up: its future dropped, its permit forgotten.
    Abandoned,
}

impl From<Outcome> for Ending {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Failure => Self::Failure,
            Outcome::Ignored => Self::Ignored,
        }
    }
}

/// One admitted call. It is settled exactly once, at the latest when it is dropped.
///
/// `H` is what the permit holds on to: a borrowed policy (`Permit<&CircuitBreaker>`, from
/// [`try_acquire`]) or a handle of its own (`Permit<CircuitBreaker>`, which is `'static`, from
/// [`try_acquire_owned`]).
///
/// A permit that is dropped unsettled is *abandoned*: it counts as neither success nor failure, and
/// a probe gives its slot back. Dropped because the code that holds it panics, it is a failure,
/// unless it was issued by a thread that was already unwinding.
///
/// # Cancel safety
///
/// A permit that a dropped future held is abandoned. One thing it cannot know: whether the panic
/// that unwinds through it came from the guarded code, or from somebody else who happened to own
/// the suspended future that holds it; it then counts a failure. [`call_async`] and the attributes
/// do know, and abandon such a call.
///
/// In a future written by hand a permit in a field is dropped when the unwinding is over: take it
/// out of the field for the poll, and put it back when that is pending.
///
/// ```
/// # use resilience::{CircuitBreaker, Outcome};
/// let breaker = CircuitBreaker::builder().build()?;
/// let permit = breaker.try_acquire()?;
/// match "12".parse::<u32>() {
///     Ok(_) => permit.success(),
///     Err(_) => permit.failure(),
/// }
/// assert_eq!(breaker.stats().successful_calls, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`try_acquire`]: crate::CircuitBreaker::try_acquire
/// [`try_acquire_owned`]: crate::CircuitBreaker::try_acquire_owned
/// [`call_async`]: crate::CircuitBreaker::call_async
#[must_use = "a permit that is dropped at once abandons its call"]
pub struct Permit<H: Settle> {
    holder: H,
    stamp: H::Stamp,
    life: Life,
}

impl<H: Settle> Permit<H> {
    /// For the caller's own hands, who settles it or drops it somewhere.
    #[inline]
    pub(crate) fn handed_out(holder: H, stamp: H::Stamp, beginning: Beginning) -> Self {
        let unwinding = std::thread::panicking();
        let fate = if unwinding { Fate::Abandoned } else { Fate::AskTheThread };
        Self { holder, stamp, life: Life::new(beginning, fate) }
    }

    /// For a driver of ours, which says when the guarded code runs ([`during`](Self::during)).
    #[inline]
    pub(crate) fn driven(holder: H, stamp: H::Stamp) -> Self {
        Self::driven_since(Beginning::UNTIMED, holder, stamp)
    }

    /// [`driven`](Self::driven) for a call that began then.
    #[inline]
    pub(crate) fn driven_since(beginning: Beginning, holder: H, stamp: H::Stamp) -> Self {
        Self { holder, stamp, life: Life::new(beginning, Fate::Abandoned) }
    }

    /// Runs guarded code: nothing but its panic can drop the permit meanwhile, which is a failure.
    /// Whoever drops the permit later abandons the call.
    #[inline]
    pub(crate) fn during<R>(&mut self, code: impl FnOnce() -> R) -> R {
        self.running(true);
        let value = code();
        self.running(false);
        value
    }

    /// Says whether guarded code runs.
    #[inline]
    pub(crate) fn running(&mut self, runs: bool) {
        self.life.set_running(runs);
    }

    /// Runs guarded code, judges what it returns, and settles.
    #[inline]
    pub(crate) fn run<R>(mut self, code: impl FnOnce() -> R, judge: impl Judge<R>) -> R {
        self.life.set_fate(Ending::Failure);
        judge.judge(code(), move |outcome| self.settle(outcome))
    }

    /// Runs guarded code that makes a future, and then that, which is guarded code as well.
    #[inline]
    pub(crate) async fn run_async<F: Future>(
        mut self,
        code: impl FnOnce() -> F,
        judge: impl Judge<F::Output>,
    ) -> F::Output {
        let future = pin!(self.during(code));
        self.watch(future, judge).await
    }

    /// Polls a future that is guarded code and judges what it gives. The permit stays where it is, its
    /// fate sealed when the future is done, and is dropped after that.
    #[inline]
    pub(crate) fn watch<'a, F, J>(
        &'a mut self,
        future: Pin<&'a mut F>,
        judge: J,
    ) -> Watch<'a, H, F, J>
    where
        F: Future,
        J: Judge<F::Output>,
    {
        Watch { permit: self, future, judge: Some(judge) }
    }

    /// The dependency answered as it should.
    #[inline]
    pub fn success(self) {
        self.settle(Outcome::Success);
    }

    /// The dependency failed.
    #[inline]
    pub fn failure(self) {
        self.settle(Outcome::Failure);
    }

    /// The call says nothing about the dependency.
    #[inline]
    pub fn ignore(self) {
        self.settle(Outcome::Ignored);
    }

    /// Ends the call with this outcome.
    #[inline]
    pub fn settle(mut self, outcome: Outcome) {
        self.life.set_fate(Ending::from(outcome));
    }
}

impl<H: Settle> Drop for Permit<H> {
    /// The one place where a permit ends.
    #[inline]
    fn drop(&mut self) {
        if self.life.is_success() {
            self.holder.settle(self.stamp, self.life.beginning(), Ending::Success);
        } else {
            self.holder.end(self.stamp, self.life);
        }
    }
}

impl<H: Settle + fmt::Debug> fmt::Debug for Permit<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("policy", &self.holder).finish_non_exhaustive()
    }
}

/// See [`Permit::watch`].
#[expect(missing_debug_implementations, reason = "nobody can name it")]
pub struct Watch<'a, H: Settle, F, J> {
    permit: &'a mut Permit<H>,
    future: Pin<&'a mut F>,
    /// Until the future is done.
    judge: Option<J>,
}

// Nothing is pinned in it but what the future's own pointer pins.
impl<H: Settle, F, J> Unpin for Watch<'_, H, F, J> {}

impl<H, F, J> Future for Watch<'_, H, F, J>
where
    H: Settle,
    F: Future,
    J: Judge<F::Output>,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self { permit, future, judge } = self.get_mut();
        // A panic of the future or the judge leaves it at that.
        permit.life.set_fate(Ending::Failure);
        let Poll::Ready(value) = future.as_mut().poll(cx) else {
            permit.life.set_fate(Ending::Abandoned);
            return Poll::Pending;
        };
        let judge = judge.take().expect("what is done is not polled again");
        Poll::Ready(judge.judge(value, |outcome| permit.life.set_fate(Ending::from(outcome))))
    }
}
