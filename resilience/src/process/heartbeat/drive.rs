//! Who beats: a thread, or a task.

use super::core::Core;
use super::error::HeartbeatError;
use crate::clock::{Alarm, Instant, thread_waker};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

/// A run as its driver has it. Dropped, the run is over: a driver that is gone beats no more.
struct Driven {
    core: Arc<Core>,
    number: u64,
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.core.end(Some(self.number));
    }
}

/// Beats on a thread until the run is over. The run's number.
pub(super) fn on_a_thread(core: &Arc<Core>) -> Result<u64, HeartbeatError> {
    let (number, mut due) = core.begin()?;
    let driven = Driven { core: Arc::clone(core), number };
    let beat = move || {
        let core = &driven.core;
        let waker = thread_waker();
        while core.attend(number, &waker) {
            let now = core.clock.now();
            if now < due {
                core.clock.park_until(due, &waker);
            } else {
                due = now.after(core.interval);
                core.beat_in(number);
            }
        }
        core.finish_if_nobody_has();
    };
    if let Err(cause) = thread::Builder::new().name(String::from("heartbeat")).spawn(beat) {
        core.finish_if_nobody_has();
        let (name, cause) = (core.name.clone(), Arc::new(cause));
        return Err(HeartbeatError::NoThread { name, cause });
    }
    Ok(number)
}

/// Beats in a task of this runtime until the run is over.
pub(super) fn in_a_task(core: &Arc<Core>) -> Result<(), HeartbeatError> {
    let runtime =
        Handle::try_current().map_err(|_| HeartbeatError::NoRuntime { name: core.name.clone() })?;
    let mut alarm = Alarm::default();
    // Here is where to panic if the runtime has no timer, not in the task.
    let due = core.clock.now().after(core.interval);
    let _ = alarm.poll_at(&core.clock, due, &mut Context::from_waker(Waker::noop()));
    let (number, due) = core.begin()?;
    let driven = Driven { core: Arc::clone(core), number };
    runtime.spawn(beat_in_a_task(driven, due, alarm));
    Ok(())
}

async fn beat_in_a_task(driven: Driven, mut due: Instant, mut alarm: Alarm) {
    let (core, number) = (&driven.core, driven.number);
    loop {
        let goes_on = poll_fn(|cx| {
            if !core.attend(number, cx.waker()) {
                return Poll::Ready(false);
            }
            alarm.poll_at(&core.clock, due, cx).map(|()| true)
        });
        if !goes_on.await {
            break;
        }
        due = core.clock.now().after(core.interval);
        let beating = Arc::clone(core);
        // It fails only where the runtime is at its end, and this task with it.
        let _ = spawn_blocking(move || beating.beat_in(number)).await;
    }
    let finishing = Arc::clone(core);
    let _ = spawn_blocking(move || finishing.finish_if_nobody_has()).await;
}
