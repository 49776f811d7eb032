//! The types of other modules that a snapshot shows as text.

use crate::events::CircuitState;
use crate::settings::Place;
use serde::{Serialize, Serializer};

impl Serialize for CircuitState {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
