//! `#[rate_limiter]`.

mod arguments;
mod functions;
mod futures;
mod given;
mod keyed;
mod methods;

pub(crate) fn all() {
    arguments::all();
    functions::all();
    futures::all();
    given::all();
    keyed::all();
    methods::all();
}
