//! The future.

use super::requests::Requests;
use super::rules::{DefaultRules, PipelineRules};
use crate::error::Error;
use crate::pipeline::{Drive, Pipeline, whole};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_service::Service;

pin_project! {
    /// The answer to one request of a [`PipelineService`](crate::PipelineService).
    ///
    /// Nothing happens before the first poll.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] if a policy turned the request away, [`Error::Inner`] with the last error of the
    /// inner service, untouched.
    ///
    /// # Panics
    ///
    /// Whatever the inner service, its future, or a closure of the layer panics with; it counts as a
    /// failure. On a system clock, if it has to wait and there is no tokio runtime with its timer enabled.
    /// If it is polled again when it is done.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it drops the future of the inner service and then gives everything back: it counts at no
    /// breaker, leaves every queue, and makes no other attempt. Tokens are spent.
    #[must_use = "a future does nothing until it is polled"]
    pub struct PipelineFuture<S: Service<Request>, Request, R = DefaultRules> {
        #[pin]
        drive: Drive<Pipeline, Requests<S, Request, R>>,
    }
}

impl<S: Service<Request>, Request, R> PipelineFuture<S, Request, R>
where
    R: PipelineRules<Request, S::Response, S::Error>,
{
    #[inline]
    pub(super) fn new(pipeline: Pipeline, requests: Requests<S, Request, R>) -> Self {
        Self { drive: Drive::new(pipeline, requests) }
    }
}

impl<S: Service<Request>, Request, R> Future for PipelineFuture<S, Request, R>
where
    R: PipelineRules<Request, S::Response, S::Error>,
{
    type Output = Result<S::Response, Error<S::Error>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().drive.poll(cx).map(whole)
    }
}

impl<S: Service<Request>, Request, R> fmt::Debug for PipelineFuture<S, Request, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PipelineFuture").field(&self.drive).finish()
    }
}
