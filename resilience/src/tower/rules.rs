//! What a service within a pipeline makes of results and requests.

use crate::error::{Rejected, judge_error, rejection_in};
use crate::outcome::Outcome;
use crate::pipeline::End;

/// What a [`PipelineService`](crate::PipelineService) makes of the results and requests of its inner
/// service.
///
/// [`PipelineLayer::failure_if`](crate::PipelineLayer::failure_if) and its companions make one of
/// closures. A type of one's own has a name, with which the service can be stored:
///
/// ```
/// use resilience::{Outcome, PipelineRules, PipelineService};
///
/// /// Numbers from 500 are failures of the dependency, from 400 those of the caller.
/// #[derive(Clone, Copy, Debug)]
/// struct ByStatus;
///
/// impl<E> PipelineRules<String, u16, E> for ByStatus {
///     fn outcome(&self, result: &Result<u16, E>) -> Outcome {
///         match result {
///             Ok(..400) => Outcome::Success,
///             Ok(..500) => Outcome::Ignored,
///             Ok(_) | Err(_) => Outcome::Failure,
///         }
///     }
///
///     fn clone_request(&self, request: &String) -> Option<String> {
///         Some(request.clone())
///     }
/// }
///
/// struct Client<S> {
///     service: PipelineService<S, ByStatus>,
/// }
/// ```
pub trait PipelineRules<Request, Response, E> {
    /// Whether requests can be copied at all. If not, a pipeline with a retry is misconfigured.
    const CLONES_REQUESTS: bool = true;

    /// What this result means to a breaker. A failure is worth another attempt. Not asked about a
    /// rejection within the inner service, which is ignored.
    fn outcome(&self, result: &Result<Response, E>) -> Outcome;

    /// A request for another attempt, made before this one is sent; `None`: there is no other attempt.
    /// Only asked where there is a retry.
    fn clone_request(&self, request: &Request) -> Option<Request>;
}

/// `Ok` is a success, an error a failure. Requests are not copied.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultRules;

impl<Request, Response, E> PipelineRules<Request, Response, E> for DefaultRules {
    const CLONES_REQUESTS: bool = false;

    fn outcome(&self, result: &Result<Response, E>) -> Outcome {
        match result {
            Ok(_) => Outcome::Success,
            Err(_) => Outcome::Failure,
        }
    }

    fn clone_request(&self, _: &Request) -> Option<Request> {
        None
    }
}

/// The rules `R` with a judge `F` of responses.
#[derive(Clone, Copy, Debug)]
pub struct FailureIf<F, R> {
    pub(super) judge: F,
    pub(super) others: R,
}

impl<Request, Response, E, F, R> PipelineRules<Request, Response, E> for FailureIf<F, R>
where
    F: Fn(&Response) -> bool,
    R: PipelineRules<Request, Response, E>,
{
    const CLONES_REQUESTS: bool = R::CLONES_REQUESTS;

    fn outcome(&self, result: &Result<Response, E>) -> Outcome {
        match result {
            Ok(response) if (self.judge)(response) => Outcome::Failure,
            _ => self.others.outcome(result),
        }
    }

    fn clone_request(&self, request: &Request) -> Option<Request> {
        self.others.clone_request(request)
    }
}

/// The rules `R` with a judge `F` of results.
#[derive(Clone, Copy, Debug)]
pub struct Classify<F, R> {
    pub(super) judge: F,
    pub(super) others: R,
}

impl<Request, Response, E, F, R> PipelineRules<Request, Response, E> for Classify<F, R>
where
    F: Fn(&Result<Response, E>) -> Outcome,
    R: PipelineRules<Request, Response, E>,
{
    const CLONES_REQUESTS: bool = R::CLONES_REQUESTS;

    fn outcome(&self, result: &Result<Response, E>) -> Outcome {
        (self.judge)(result)
    }

    fn clone_request(&self, request: &Request) -> Option<Request> {
        self.others.clone_request(request)
    }
}

/// The rules `R` with copies of requests that `F` makes.
#[derive(Clone, Copy, Debug)]
pub struct CloneRequest<F, R> {
    pub(super) clone: F,
    pub(super) others: R,
}

impl<Request, Response, E, F, R> PipelineRules<Request, Response, E> for CloneRequest<F, R>
where
    F: Fn(&Request) -> Option<Request>,
    R: PipelineRules<Request, Response, E>,
{
    fn outcome(&self, result: &Result<Response, E>) -> Outcome {
        self.others.outcome(result)
    }

    fn clone_request(&self, request: &Request) -> Option<Request> {
        (self.clone)(request)
    }
}

/// How an attempt ended that came to this result.
pub(super) fn end_of<'a, Request, Response, E>(
    rules: &impl PipelineRules<Request, Response, E>,
    result: &'a Result<Response, E>,
) -> End<'a> {
    let rejection = result.as_ref().err().and_then(rejection_in);
    match (result, rejection) {
        (Err(error), Some(rejected)) if !matches!(rejected, Rejected::TimedOut(_)) => {
            End { outcome: judge_error(error), rejection, again: false, last: false }
        }
        _ => {
            let outcome = rules.outcome(result);
            End { outcome, rejection, again: outcome == Outcome::Failure, last: false }
        }
    }
}
