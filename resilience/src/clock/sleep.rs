//! Waiting in a task.

use super::alarm::Timer;
use super::{Clock, Instant};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

impl Clock {
    /// Waits in this task for `length` of this clock's time, counted from the first poll.
    ///
    /// On a manual clock the task is woken when somebody has advanced the clock that far. No length at
    /// all lets other tasks run and needs no timer, which would take its next tick: a millisecond.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the wait and leaves nothing behind.
    ///
    /// # Panics
    ///
    /// On the system clock, if there is no tokio runtime with its timer enabled, unless `length` is zero
    /// or `Duration::MAX`.
    pub async fn sleep_async(&self, length: Duration) {
        self.sleep_until(self.now().after(length)).await;
    }

    /// The same until `instant`.
    pub(crate) fn sleep_until(&self, instant: Instant) -> SleepUntil<'_> {
        SleepUntil { clock: self, pause: Pause::until(instant) }
    }
}

/// A wait in a task.
#[derive(Debug)]
pub(crate) struct SleepUntil<'a> {
    clock: &'a Clock,
    pause: Pause,
}

/// The same of somebody who has the clock at hand.
#[derive(Debug)]
pub(crate) struct Pause(SoFar);

#[derive(Debug)]
enum SoFar {
    Nothing(Instant),
    /// There was nothing to wait for, and others had their turn.
    GaveWay,
    Waits(Timer),
}

impl Future for SleepUntil<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { clock, pause } = self.get_mut();
        pause.poll(clock, cx)
    }
}

impl Pause {
    pub(crate) fn until(instant: Instant) -> Self {
        Self(SoFar::Nothing(instant))
    }

    pub(crate) fn poll(&mut self, clock: &Clock, cx: &mut Context<'_>) -> Poll<()> {
        let Self(so_far) = self;
        if let SoFar::Nothing(instant) = *so_far {
            if instant == Instant::NEVER {
                return Poll::Pending;
            }
            if clock.now() >= instant {
                *so_far = SoFar::GaveWay;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            *so_far = SoFar::Waits(Timer::new(clock, instant));
        }
        match so_far {
            SoFar::Waits(timer) => timer.poll(cx),
            SoFar::Nothing(_) | SoFar::GaveWay => Poll::Ready(()),
        }
    }
}
