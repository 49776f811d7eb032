use resilience::bulkhead;

const SIZE: f64 = 10.0;

#[bulkhead(max_concurrent = 0)]
fn none() {}

#[bulkhead(max_concurrent = 536870913)]
fn too_many() {}

#[bulkhead(max_concurrent = -1)]
fn negative() {}

#[bulkhead(max_concurrent = "10")]
fn text() {}

#[bulkhead(max_concurrent = 2.5, max_wait = -1, max_waiting = 1.5)]
fn fractions() {}

#[bulkhead(max_concurrent = SIZE)]
fn constant() {}

#[bulkhead(10)]
fn without_key() {}

fn main() {}
