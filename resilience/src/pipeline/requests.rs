//! What the requests of a service want to know of a pipeline.

use super::{Layer, Pipeline};
use crate::error::{ConfigProblem, Rejected};
use crate::settings::at;
use std::panic::Location;

impl Pipeline {
    /// Whether there may be another attempt.
    pub(crate) fn has_retry(&self) -> bool {
        self.layers.iter().any(|layer| matches!(layer, Layer::Retry(_)))
    }

    /// Turns requests away that could not be sent again, of the layer that was made there.
    pub(crate) fn check_for_single_requests(&self, place: &Location<'_>) -> Result<(), Rejected> {
        self.check(|layer| match layer {
            Layer::Retry(retry) => Some(ConfigProblem {
                field: "retry".into(),
                value: format!("`{}`", retry.name()),
                expected: String::from(
                    "a copy of each request for another attempt: \
                     `.layer().clone_request(|request| …)`",
                ),
                place: at(place),
            }),
            _ => None,
        })
    }
}
