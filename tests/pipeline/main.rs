//! What `docs/promises.md` says of pipelines, through their public API, under a manual clock.

mod cancellation;
mod composition;
mod deadlines;
mod judging;
mod orders;
mod pairs;
mod panics;
mod support;
