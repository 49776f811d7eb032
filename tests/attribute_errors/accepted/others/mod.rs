//! The shapes that `#[bulkhead]`, `#[timeout]`, `#[retry]` and `#[fallback]` accept.

mod bulkhead;
mod fallback;
mod retry;
mod stacks;
mod timeout;

pub(crate) fn all() {
    bulkhead::all();
    fallback::all();
    retry::all();
    stacks::all();
    timeout::all();
}
