//! Settings from files and from the environment: what is read, what is refused and in which words, and
//! what running policies make of it.

mod alone;
mod cascade;
mod corpus;
mod environment;
mod fuzz;
mod languages;
mod reload;
mod sources;
mod under_load;
mod watch;
