//! The attributes of the resilience crate.
