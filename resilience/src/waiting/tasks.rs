//! Waiting in tasks.

use super::{Step, Wait};
use crate::clock::Alarm;
use crate::error::Rejected;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

/// A wait goes into a box. It is larger than what most functions keep in their futures, and those would
/// have room for it whether they ever wait or not.
pub(crate) type Waiting<'a> =
    Pin<Box<dyn Future<Output = Result<(), Rejected>> + Send + Sync + 'a>>;

/// What a task asks for.
pub(crate) trait Ask<'a>: Unpin {
    /// The answer, if there is one at once, or the wait for it.
    fn ask(self, waker: &Waker) -> Result<Result<(), Rejected>, Waiting<'a>>;
}

/// What a task does for what it asks for: it asks when it is first polled, and waits if it has to.
pub(crate) enum InTask<'a, A> {
    Asks(A),
    Waits(Waiting<'a>),
    Done,
}

impl<'a, A: Ask<'a>> Future for InTask<'a, A> {
    type Output = Result<(), Rejected>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let mut wait = match mem::replace(this, Self::Done) {
            Self::Asks(asks) => match asks.ask(cx.waker()) {
                Ok(answer) => return Poll::Ready(answer),
                Err(wait) => wait,
            },
            Self::Waits(wait) => wait,
            Self::Done => unreachable!("what is done is not polled again"),
        };
        let answer = wait.as_mut().poll(cx);
        if answer.is_pending() {
            *this = Self::Waits(wait);
        }
        answer
    }
}

/// The answer, if there is one at once, or the wait for it.
#[inline]
pub(crate) fn ask_in_task<'a, W: Wait<End = Result<(), Rejected>> + Send + Sync + 'a>(
    mut wait: W,
    waker: &Waker,
) -> Result<Result<(), Rejected>, Waiting<'a>> {
    match wait.step(waker) {
        Step::Done(answer) => Ok(wait.end(answer)),
        Step::SleepUntil(_) => Err(Box::pin(in_task(wait))),
    }
}

/// Waits in this task.
pub(crate) async fn in_task<W: Wait>(mut wait: W) -> W::End {
    let mut alarm = Alarm::default();
    let answer = poll_fn(|cx| {
        loop {
            match wait.step(cx.waker()) {
                Step::Done(answer) => return Poll::Ready(answer),
                Step::SleepUntil(instant) => ready!(alarm.poll_at(wait.clock(), instant, cx)),
            }
        }
    });
    let answer = answer.await;
    wait.end(answer)
}
