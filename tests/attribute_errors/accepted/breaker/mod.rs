//! `#[circuit_breaker]` with what brings a guard, an answer or a judgement.

mod answers;
mod given;
mod judging;
mod names;

pub(crate) fn all() {
    answers::all();
    given::all();
    judging::all();
    names::all();
}
