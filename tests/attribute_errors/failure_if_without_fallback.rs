use resilience::circuit_breaker;
use std::future::{Future, ready};

#[circuit_breaker(failure_if = |count| *count == 0)]
fn judged_only(count: u32) -> u32 {
    count
}

#[circuit_breaker(failure_if = Option::is_none, map_err = |_| None)]
async fn judged_and_mapped(count: u32) -> Option<u32> {
    Some(count)
}

#[circuit_breaker(fallback = |_| 0)]
fn answered_only(count: u32) -> impl Future<Output = u32> {
    ready(count)
}

struct Answer(u32);

#[circuit_breaker(failure_if = |answer| answer.0 == 0)]
fn own_type_judged_only(count: u32) -> Answer {
    Answer(count)
}

#[circuit_breaker(fallback = |_| Answer(0))]
fn own_type_answered_only(count: u32) -> Answer {
    Answer(count)
}

#[circuit_breaker(fallback = |_| Answer(0))]
async fn own_type_answered_only_later(count: u32) -> Answer {
    Answer(count)
}

#[circuit_breaker(failure_if = |answer| answer.0 == 0, map_err = |_| Answer(0))]
fn own_type_judged_and_mapped(count: u32) -> Answer {
    Answer(count)
}

#[circuit_breaker(failure_if = |answer| answer.0 == 0, fallback = |_| Answer(0), excluded(_))]
fn own_type_with_errors_excluded(count: u32) -> Answer {
    Answer(count)
}

fn main() {
    let _: u32 = judged_only(1);
    let _ = (judged_and_mapped(2), answered_only(3), own_type_judged_only(4));
    let _ = (own_type_answered_only(5), own_type_answered_only_later(6));
    let _ = (own_type_judged_and_mapped(7), own_type_with_errors_excluded(8).0);
}
