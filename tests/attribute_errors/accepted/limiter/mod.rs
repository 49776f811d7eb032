//! `#[rate_limiter]`.

mod arguments;
mod given;
mod keyed;

pub(crate) fn all() {
    arguments::all();
    given::all();
    keyed::all();
}
