//! Tokens, and being asked.

use crate::support::{Task, outcomes, receive, shutdown};
use resilience::CleanupOutcome::Done;
use resilience::{CleanupCallback, GracefulShutdown, ShutdownError};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Wake, Waker};

#[test]
fn every_token_is_cancelled_before_the_first_callback() {
    let shutdown = shutdown();
    let (token, own) = (shutdown.token(), shutdown.clone());
    let (seen, tell) = (token.clone(), channel());
    let callback = CleanupCallback::new("db", move || {
        tell.0.send((seen.is_cancelled(), own.token().is_cancelled(), own.is_shutting_down()))
    });
    shutdown.register(callback).unwrap();
    let mut waits = Task::started(token.cancelled());
    assert!(!token.is_cancelled() && !shutdown.is_shutting_down());
    shutdown.trigger().unwrap();
    assert!(waits.is_done() && waits.wakes() == 1);
    assert_eq!(receive(&tell.1), (true, true, true));
    assert!(shutdown.is_shutting_down(), "and stays so");
}

#[test]
fn a_token_that_somebody_cancels_concerns_nobody_else() {
    let shutdown = shutdown();
    let (mine, yours) = (shutdown.token(), shutdown.token());
    mine.cancel();
    assert!(!yours.is_cancelled() && !shutdown.is_shutting_down());
    shutdown.trigger().unwrap();
    assert!(yours.is_cancelled());
}

/// A waker that triggers what wakes it, and panics.
struct Nosy(GracefulShutdown, Sender<Result<(), ShutdownError>>);

impl Wake for Nosy {
    fn wake(self: Arc<Self>) {
        self.1.send(self.0.trigger().map(drop)).unwrap();
        panic!("a waker");
    }
}

#[test]
fn whoever_is_woken_cannot_stop_it() {
    let shutdown = shutdown();
    shutdown.register(CleanupCallback::new("db", || ())).unwrap();
    let (tell, told) = channel();
    let waker = Waker::from(Arc::new(Nosy(shutdown.clone(), tell)));
    let token = shutdown.token();
    let mut waits = pin!(token.cancelled());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert_eq!(outcomes(&shutdown.trigger().unwrap()), [("db", Done)]);
    assert!(matches!(receive(&told), Err(ShutdownError::FromCallback)));
}
