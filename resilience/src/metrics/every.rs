//! A thread that publishes every so often.

use super::publish_metrics;
use crate::error::{ConfigError, ConfigProblem};
use crate::foreign;
use crate::name::Name;
use crate::periodic::{self, Pauses, Wanted};
use crate::settings::at;
use std::panic::Location;
use std::time::Duration;

/// [Publishes](publish_metrics) at once and then every `interval`, in real time, from a thread named
/// `resilience-metrics`, until the guard is dropped: for exporters that push, or render a page without
/// asking.
///
/// The recorder is the one that is installed, [`set_global_recorder`](::metrics::set_global_recorder): the
/// local one of the caller is not seen on the thread. What is installed later is found at the next turn. A
/// panic of the recorder is caught; the next turn comes all the same.
///
/// ```
/// use resilience::publish_metrics_every;
/// use std::time::Duration;
///
/// let _metrics = publish_metrics_every(Duration::from_secs(10))?;
/// # Ok::<(), resilience::ConfigError>(())
/// ```
///
/// # Errors
///
/// A [`ConfigError`] if `interval` is zero, or there can be no more threads.
#[track_caller]
pub fn publish_metrics_every(interval: Duration) -> Result<MetricsGuard, ConfigError> {
    let place = Location::caller();
    let refuse = |expected: String| {
        let (field, value) = ("interval".into(), format!("{interval:?}"));
        let problem = ConfigProblem { field, value, expected, place: at(place) };
        ConfigError::new("metrics", Name::Literal("publish_metrics_every"), vec![problem])
    };
    if interval.is_zero() {
        return Err(refuse(String::from("more than zero")));
    }
    match periodic::start("resilience-metrics", move |pauses| run(interval, pauses)) {
        Ok(wanted) => Ok(MetricsGuard { _wanted: wanted }),
        Err(error) => Err(refuse(format!("a thread to publish from: {error}"))),
    }
}

/// A thread [publishes](publish_metrics_every) until this is dropped. The drop asks it to end and does not
/// wait; a turn that has begun is finished.
#[must_use = "nothing is published any more when this is dropped"]
#[derive(Debug)]
pub struct MetricsGuard {
    _wanted: Wanted,
}

fn run(interval: Duration, pauses: &Pauses) {
    loop {
        foreign::run(publish_metrics);
        if !pauses.pause(interval) {
            return;
        }
    }
}
