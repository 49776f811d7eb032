//! Calling the user without waiting for the user.

use super::home::Home;
use crate::foreign;
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::thread::{self, ThreadId};
use std::time::Duration;

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a user gave to be called.
pub(super) enum Callback<A> {
    Plain(Box<dyn Fn(&A) + Send + Sync>),
    /// It makes a future, which runs at home.
    Async(Box<dyn Fn(&A) -> Task + Send + Sync>, Home),
}

impl<A> Callback<A> {
    pub(super) fn plain(call: impl Fn(&A) + Send + Sync + 'static) -> Self {
        Self::Plain(Box::new(call))
    }

    /// It belongs to the runtime of the caller.
    pub(super) fn task<Fut: Future<Output = ()> + Send + 'static>(
        make: impl Fn(&A) -> Fut + Send + Sync + 'static,
    ) -> Self {
        Self::task_at(Home::here(), make)
    }

    pub(super) fn task_at<Fut: Future<Output = ()> + Send + 'static>(
        home: Home,
        make: impl Fn(&A) -> Fut + Send + Sync + 'static,
    ) -> Self {
        Self::Async(Box::new(move |event| Box::pin(make(event))), home)
    }

    fn call(&self, event: &A) {
        match self {
            Self::Plain(call) => call(event),
            // Without a runtime it cannot be called, and there is nobody to tell but the log of panics.
            Self::Async(make, home) => home
                .block_on(make(event))
                .unwrap_or_else(|error| panic!("no runtime for a callback: {error}")),
        }
    }
}

/// Takes events to one callback, on a thread of its own that is there while there are any: whoever
/// sends never waits, whatever the callback does. Calls come one after another and in order.
///
/// Each callback has a courier of its own, so that one that hangs keeps nobody else from being called.
pub(super) struct Courier<A>(Arc<Shared<A>>);

struct Shared<A> {
    callback: Callback<A>,
    thread_name: &'static str,
    state: Mutex<State<A>>,
    idle: Condvar,
}

struct State<A> {
    queue: VecDeque<A>,
    /// The thread that is at it; `None` before it has said so.
    thread: Option<ThreadId>,
    at_work: bool,
    closed: bool,
}

/// Events that wait while a callback is busy. The newest are dropped beyond that.
const MOST_IN_LINE: usize = 16;

impl<A: Send + 'static> Courier<A> {
    /// `thread_name`: at most 15 bytes.
    pub(super) fn new(thread_name: &'static str, callback: Callback<A>) -> Self {
        Self(Arc::new(Shared {
            callback,
            thread_name,
            state: Mutex::new(State {
                queue: VecDeque::new(),
                thread: None,
                at_work: false,
                closed: false,
            }),
            idle: Condvar::new(),
        }))
    }

    /// Has the callback called with this; `false` if it is not going to be: closed, too many wait
    /// already because an earlier call hangs, or there is no thread to be had.
    pub(super) fn send(&self, event: A) -> bool {
        self.send_if(event, |state| state.queue.len() < MOST_IN_LINE)
    }

    /// The same however many wait: for what there is a bounded number of.
    pub(super) fn send_always(&self, event: A) -> bool {
        self.send_if(event, |_| true)
    }

    /// The same unless another one waits already: of what is asked again and again one question in
    /// line is enough.
    pub(super) fn send_if_none_waits(&self, event: A) -> bool {
        self.send_if(event, |state| state.queue.is_empty())
    }

    fn send_if(&self, event: A, is_welcome: impl FnOnce(&State<A>) -> bool) -> bool {
        let mut state = self.0.state.lock();
        if state.closed || !is_welcome(&state) {
            // Dropped after the lock: it may hold anything.
            drop(state);
            return false;
        }
        if !state.at_work {
            let shared = Arc::clone(&self.0);
            let thread = thread::Builder::new().name(String::from(shared.thread_name));
            // Its first act is to take the lock.
            state.at_work = thread.spawn(move || shared.work()).is_ok();
        }
        if state.at_work {
            state.queue.push_back(event);
            return true;
        }
        drop(state);
        false
    }

    /// Lets it take events again after [`close`](Self::close).
    pub(super) fn open(&self) {
        self.0.state.lock().closed = false;
    }

    /// No call begins any more once this is over. One that is under way gets `patience` to end, unless
    /// it is the one that calls this. `true` if none is under way.
    pub(super) fn close(&self, patience: Duration) -> bool {
        let mut state = self.0.state.lock();
        state.closed = true;
        let unsent = std::mem::take(&mut state.queue);
        drop(state);
        drop(unsent);
        self.wait_idle_for(thread::current().id(), patience)
    }

    /// Waits until all that was sent is through, for `patience` at most. `true` if it is.
    pub(super) fn wait_idle(&self, patience: Duration) -> bool {
        self.wait_idle_for(thread::current().id(), patience)
    }

    /// The same on behalf of another thread: what is under way on that one cannot end meanwhile, and is
    /// not waited for.
    pub(super) fn wait_idle_for(&self, caller: ThreadId, patience: Duration) -> bool {
        let mut state = self.0.state.lock();
        if state.thread != Some(caller) {
            self.0.idle.wait_while_for(&mut state, |state| state.at_work, patience);
        }
        !state.at_work
    }
}

impl<A> Shared<A> {
    fn work(&self) {
        loop {
            let mut state = self.state.lock();
            let Some(event) = state.queue.pop_front() else {
                (state.at_work, state.thread) = (false, None);
                self.idle.notify_all();
                return;
            };
            state.thread = Some(thread::current().id());
            drop(state);
            foreign::run(|| {
                self.callback.call(&event);
                drop(event);
            });
        }
    }
}

impl<A> fmt::Debug for Courier<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").finish_non_exhaustive()
    }
}
