//! How values are serialised that have no form of their own. It knows no policy, so that every layer
//! may name it; the types of ours that are shown as text are in `registry/serialize.rs`.

use serde::{Serialize, Serializer};
use std::time::Duration;

/// A number of seconds; nothing for `Duration::MAX`, which means never.
pub(crate) fn seconds<S: Serializer>(length: &Duration, to: S) -> Result<S::Ok, S::Error> {
    (*length != Duration::MAX).then_some(length.as_secs_f64()).serialize(to)
}
