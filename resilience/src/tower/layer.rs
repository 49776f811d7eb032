//! The layer.

use super::PipelineService;
use super::rules::{Classify, CloneRequest, DefaultRules, FailureIf};
use crate::outcome::Outcome;
use crate::pipeline::Pipeline;
use std::fmt;
use std::panic::Location;
use tower_layer::Layer;

impl Pipeline {
    /// A layer that puts tower services within this pipeline. See [`PipelineLayer`].
    #[track_caller]
    pub fn layer(&self) -> PipelineLayer {
        PipelineLayer { pipeline: self.clone(), rules: DefaultRules, place: Location::caller() }
    }
}

/// Puts [tower](https://docs.rs/tower) services within a [`Pipeline`].
///
/// # Problem
///
/// Servers and clients are stacks of services. Those of tower that limit say so in `poll_ready`: a full one
/// is *not ready*, and whoever asks, a whole server perhaps, waits before it has a request that it could
/// answer. A service that is out of order has no other way to say so than an error that ends it.
///
/// # Model
///
/// The service is ready when its inner one is. It takes a request, which then goes through the policies
/// as a call of the pipeline does, and is answered with the response, with [`Error::Inner`], or with
/// [`Error::Rejected`]. All clones of it, and all services of one pipeline, share the policies.
///
/// The inner service that was ready is the one that is called, and a clone stays for the next request. A
/// request that is turned away drops it, and gives its readiness back. Futures have names, nothing is
/// boxed, and a request that has nothing to wait for allocates nothing.
///
/// | what | default | otherwise |
/// | --- | --- | --- |
/// | a failure | every error but a rejection | [`failure_if`](Self::failure_if), [`classify`](Self::classify) |
/// | a request for another attempt | there is none | [`clone_request`](Self::clone_request) |
/// | all of it | | [`rules`](Self::rules) of one's own |
///
/// # Choosing a place
///
/// Outermost, or right within what turns its errors into responses: what is outside of it is asked before
/// it, and what is inside is retried, timed and judged. What needs `poll_ready` to wait (a
/// `ConcurrencyLimit`, a `Buffer` that is full) holds up callers outside of the policies, where no timeout of
/// theirs ends it: use a [`Bulkhead`](crate::Bulkhead) in the pipeline for it. A service that is not `Clone`
/// goes into a `Buffer`, inside of this.
///
/// # Interplay
///
/// Two pipelines may be nested. A rejection by the inner one is ignored by breakers of the outer one, and
/// ends the retrying there, as in one pipeline.
///
/// # Pitfalls
///
/// While a request waits for a token, a permit or another attempt, it keeps its inner service, and what that
/// had reserved to be ready: with a `ConcurrencyLimit` inside, one of its permits.
///
/// An error of the inner `poll_ready` belongs to no request: it comes through as [`Error::Inner`] and no
/// policy sees it, unless it comes up before a later attempt.
///
/// Servers that want services without errors, such as axum, need the rejections turned into responses:
/// `HandleErrorLayer` outside of this, for which `E` is `Error<Infallible>`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use resilience::{CircuitBreaker, Error, Pipeline};
/// use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
///
/// let breaker = CircuitBreaker::builder().name("stock").max_failures(1).build()?;
/// let pipeline = Pipeline::new().circuit_breaker(breaker);
/// let mut service = ServiceBuilder::new()
///     .layer(pipeline.layer().failure_if(|status: &u16| *status >= 500))
///     .service(service_fn(async |_: &str| Ok::<u16, std::io::Error>(503)));
///
/// assert_eq!(service.ready().await?.call("tea").await?, 503);
/// let rejected = service.ready().await?.call("tea").await;
/// assert!(matches!(rejected, Err(Error::Rejected(_)))); // ready, and answered at once
/// # Ok(())
/// # }
/// ```
///
/// [`Error::Inner`]: crate::Error::Inner
/// [`Error::Rejected`]: crate::Error::Rejected
#[derive(Clone)]
#[must_use = "a layer does nothing until a service is put into it"]
pub struct PipelineLayer<R = DefaultRules> {
    pipeline: Pipeline,
    rules: R,
    place: &'static Location<'static>,
}

impl<R> PipelineLayer<R> {
    fn map<N>(self, map: impl FnOnce(R) -> N) -> PipelineLayer<N> {
        PipelineLayer { pipeline: self.pipeline, rules: map(self.rules), place: self.place }
    }

    /// Counts responses of which `judge` says so as failures, and makes another attempt where there is a
    /// retry: an HTTP status of 500 and above, say.
    pub fn failure_if<Response, F>(self, judge: F) -> PipelineLayer<FailureIf<F, R>>
    where
        F: Fn(&Response) -> bool,
    {
        self.map(|others| FailureIf { judge, others })
    }

    /// Lets `judge` say what a result means. A failure is worth another attempt. Not asked about a
    /// rejection within the inner service, which is ignored.
    pub fn classify<Response, E, F>(self, judge: F) -> PipelineLayer<Classify<F, R>>
    where
        F: Fn(&Result<Response, E>) -> Outcome,
    {
        self.map(|others| Classify { judge, others })
    }

    /// Lets `clone` copy a request for another attempt, before it is sent. `None`: this one gets no other
    /// attempt. Only asked where the pipeline has a retry, without which no request is copied; and a
    /// pipeline with a retry turns all requests away, as
    /// [`Rejected::Misconfigured`](crate::Rejected::Misconfigured), until this says how.
    pub fn clone_request<Request, F>(self, clone: F) -> PipelineLayer<CloneRequest<F, R>>
    where
        F: Fn(&Request) -> Option<Request>,
    {
        self.map(|others| CloneRequest { clone, others })
    }

    /// Goes by rules of one's own, a [`PipelineRules`](crate::PipelineRules), in place of all others.
    pub fn rules<N>(self, rules: N) -> PipelineLayer<N> {
        self.map(|_| rules)
    }
}

impl<S, R: Clone> Layer<S> for PipelineLayer<R> {
    type Service = PipelineService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        PipelineService::new(inner, self.pipeline.clone(), self.rules.clone(), self.place)
    }
}

impl<R> fmt::Debug for PipelineLayer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipelineLayer")
            .field("pipeline", &format_args!("{}", self.pipeline))
            .finish_non_exhaustive()
    }
}
