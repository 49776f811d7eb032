//! The service.

use super::PipelineFuture;
use super::requests::Requests;
use super::rules::{DefaultRules, PipelineRules};
use crate::error::Error;
use crate::pipeline::Pipeline;
use std::fmt;
use std::mem;
use std::panic::Location;
use std::task::{Context, Poll};
use tower_service::Service;

/// A tower service within a [`Pipeline`]. A [`PipelineLayer`](crate::PipelineLayer) makes it.
#[derive(Clone)]
#[must_use = "a service does nothing until it is called"]
pub struct PipelineService<S, R = DefaultRules> {
    inner: S,
    pipeline: Pipeline,
    rules: R,
    /// Where the layer was made.
    place: &'static Location<'static>,
}

impl<S, R> PipelineService<S, R> {
    pub(super) fn new(
        inner: S,
        pipeline: Pipeline,
        rules: R,
        place: &'static Location<'static>,
    ) -> Self {
        Self { inner, pipeline, rules, place }
    }

    /// The inner service.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The inner service, out of its pipeline.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, R, Request> Service<Request> for PipelineService<S, R>
where
    S: Service<Request> + Clone,
    R: PipelineRules<Request, S::Response, S::Error> + Clone,
{
    type Response = S::Response;
    type Error = Error<S::Error>;
    type Future = PipelineFuture<S, Request, R>;

    /// Ready when the inner service is. Whatever the policies are at, it is not turned away here, and
    /// takes nothing.
    #[inline]
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Error::Inner)
    }

    /// Takes the request and the inner service that is ready, in whose place comes a clone. All else begins
    /// with the first poll.
    #[inline]
    fn call(&mut self, request: Request) -> Self::Future {
        let next = self.inner.clone();
        let ready = mem::replace(&mut self.inner, next);
        let requests = Requests::new(ready, request, self.rules.clone(), self.place);
        PipelineFuture::new(self.pipeline.clone(), requests)
    }
}

impl<S: fmt::Debug, R> fmt::Debug for PipelineService<S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipelineService")
            .field("pipeline", &format_args!("{}", self.pipeline))
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
