//! The shapes that `#[bulkhead]`, `#[timeout]`, `#[retry]` and `#[fallback]` accept.

mod bulkhead;
mod fallback;
mod retry;
mod retry_arguments;
mod stacks;
mod timeout;

pub(crate) fn all() {
    bulkhead::all();
    fallback::all();
    retry::all();
    retry_arguments::all();
    stacks::all();
    timeout::all();
}
