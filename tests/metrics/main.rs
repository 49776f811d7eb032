//! What is published: the policies' own numbers, under names and labels that do not grow.

mod dashboard;
mod every;
mod history;
mod page;
mod policies;
#[path = "../support/task.rs"]
mod task;
mod waits;
mod world;
