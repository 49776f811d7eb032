//! Pipelines around tower services, through their public API, under a manual clock.

mod cancellation;
mod judging;
mod limits;
mod nested;
mod panics;
mod readiness;
mod retries;
mod support;
mod types;
mod waits;
