//! What stands outside of code, and the policies that go by it. Tables are put in force here by hand.

mod breakers;
mod bulkheads;
mod joining;
mod limiters;
mod printed;
mod retries;
mod samples;
mod sections;
mod sources;
mod support;
mod under_load;
#[cfg(feature = "tokio")]
mod waits;
mod whole;
