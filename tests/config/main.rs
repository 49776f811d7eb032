//! Settings from files and from the environment: what is read, what is refused and in which words, and
//! what running policies make of it.

mod alone;
mod corpus;
mod fuzz;
mod languages;
