//! Waking a task at a time that may change.

use super::{Clock, Instant, Source, manual};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Wakes one task at one time after another. Dropped, it wakes nobody.
#[derive(Debug, Default)]
pub(crate) struct Alarm(Option<(Instant, Timer)>);

/// What wakes a task at one time. In a box: futures keep room for it whether they ever wait or not.
#[derive(Debug)]
pub(super) enum Timer {
    System(Pin<Box<tokio::time::Sleep>>),
    Manual(Box<manual::Wait>),
}

impl Alarm {
    /// Sets the alarm to `instant` of `clock`, in place of what it was set to before. Ready when
    /// that has come.
    pub(crate) fn poll_at(
        &mut self,
        clock: &Clock,
        instant: Instant,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        if instant == Instant::NEVER {
            self.0 = None;
            return Poll::Pending;
        }
        if self.0.as_ref().is_none_or(|(at, _)| *at != instant) {
            self.0 = Some((instant, Timer::new(clock, instant)));
        }
        let over = self.0.as_mut().expect("it was just set").1.poll(cx);
        if over.is_ready() {
            self.0 = None;
        }
        over
    }
}

impl Timer {
    pub(super) fn new(clock: &Clock, instant: Instant) -> Self {
        match &clock.0 {
            Source::System => {
                Self::System(Box::pin(tokio::time::sleep(clock.now().until(instant))))
            }
            Source::Manual(time) => {
                Self::Manual(Box::new(manual::Wait::new(Arc::clone(time), instant)))
            }
        }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self {
            Self::System(sleep) => sleep.as_mut().poll(cx),
            Self::Manual(wait) => wait.poll(cx.waker()),
        }
    }
}
