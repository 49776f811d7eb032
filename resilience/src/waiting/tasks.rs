//! Waiting in tasks.

use super::{Step, Wait};
use crate::clock::Alarm;
use std::future::poll_fn;
use std::task::{Poll, ready};

/// Waits in this task.
pub(crate) async fn in_task<W: Wait>(wait: &mut W) -> W::Answer {
    let mut alarm = Alarm::default();
    poll_fn(|cx| {
        loop {
            match wait.step(cx.waker()) {
                Step::Done(answer) => return Poll::Ready(answer),
                Step::SleepUntil(instant) => ready!(alarm.poll_at(wait.clock(), instant, cx)),
            }
        }
    })
    .await
}
