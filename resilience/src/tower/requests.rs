//! The attempts of one request.

use super::rules::{PipelineRules, end_of};
use crate::error::Rejected;
use crate::pipeline::{Attempts, End, Pipeline};
use pin_project_lite::pin_project;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tower_service::Service;

pin_project! {
    /// One request and the service that it goes to, as often as it has to.
    #[project = Parts]
    pub(super) struct Requests<S: Service<Request>, Request, R> {
        // Dropped before the service that made it.
        #[pin]
        response: Option<S::Future>,
        service: Option<S>,
        // Whether it can be called: it was polled ready and not called since.
        is_ready: bool,
        // The one to send, or a copy of the one that was sent.
        request: Option<Request>,
        // Whether there may be other attempts.
        copies: bool,
        rules: R,
        // Where the layer was made.
        place: &'static Location<'static>,
    }
}

impl<S: Service<Request>, Request, R> Requests<S, Request, R> {
    pub(super) fn new(
        ready: S,
        request: Request,
        rules: R,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            response: None,
            service: Some(ready),
            is_ready: true,
            request: Some(request),
            copies: false,
            rules,
            place,
        }
    }
}

const BEGUN: &str = "an attempt begins with a service and a request";

impl<S, Request, R> Attempts for Requests<S, Request, R>
where
    S: Service<Request>,
    R: PipelineRules<Request, S::Response, S::Error>,
{
    type Value = Result<S::Response, S::Error>;

    fn start(self: Pin<&mut Self>, pipeline: &Pipeline) -> Result<(), Rejected> {
        let Parts { copies, place, .. } = self.project();
        *copies = pipeline.has_retry();
        if R::CLONES_REQUESTS { Ok(()) } else { pipeline.check_for_single_requests(place) }
    }

    /// The first one: the service is ready. For others it has to become so, which is part of them.
    #[inline]
    fn begin(self: Pin<&mut Self>) {
        if self.is_ready {
            self.send();
        }
    }

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Value> {
        if self.response.is_none() {
            let Parts { service, is_ready, .. } = self.as_mut().project();
            if let Err(error) = ready!(service.as_mut().expect(BEGUN).poll_ready(cx)) {
                // It is of no more use.
                *service = None;
                return Poll::Ready(Err(error));
            }
            *is_ready = true;
            self.as_mut().send();
        }
        self.project().response.as_pin_mut().expect("it was just sent").poll(cx)
    }

    #[inline]
    fn end(self: Pin<&mut Self>) {
        self.project().response.set(None);
    }

    fn judge<'a>(&self, result: &'a Self::Value) -> End<'a> {
        end_of(&self.rules, result)
    }

    #[inline]
    fn was_last(&self) -> bool {
        self.request.is_none() || self.service.is_none()
    }

    /// Gives the readiness back that was not used.
    fn close(self: Pin<&mut Self>) {
        let Parts { service, request, .. } = self.project();
        *service = None;
        *request = None;
    }
}

impl<S, Request, R> Requests<S, Request, R>
where
    S: Service<Request>,
    R: PipelineRules<Request, S::Response, S::Error>,
{
    /// Sends the request, and keeps a copy if there may be another attempt.
    #[inline]
    fn send(self: Pin<&mut Self>) {
        let Parts { mut response, service, is_ready, request, copies, rules, .. } = self.project();
        let sent = request.take().expect(BEGUN);
        if *copies {
            *request = rules.clone_request(&sent);
        }
        *is_ready = false;
        response.set(Some(service.as_mut().expect(BEGUN).call(sent)));
        if request.is_none() {
            *service = None;
        }
    }
}
