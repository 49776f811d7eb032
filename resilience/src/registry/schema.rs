//! What may stand outside of code.

use crate::bulkhead::BulkheadSettings;
use crate::circuit_breaker::CircuitSettings;
use crate::rate_limiter::KeyedSettings;
use crate::retry::RetrySettings;
use crate::settings::{AnyField, Fields, HeartbeatSettings, ShutdownSettings, WatchdogSettings};
use crate::timeout::TimeoutSettings;

/// The sections of one kind.
#[derive(Debug)]
pub(crate) struct KindSchema {
    /// The key of the section, as in `[resilience.circuit_breaker]`.
    pub(crate) key: &'static str,
    /// Whether there are sections of instances within.
    pub(crate) has_instances: bool,
    /// What may stand in each of them, in the order of the documentation.
    pub(crate) fields: Vec<Box<dyn AnyField>>,
}

/// All kinds, in the order of the documentation.
pub(crate) fn schema() -> Vec<KindSchema> {
    vec![
        of_policies(CircuitSettings::UNWRITTEN),
        of_policies(KeyedSettings::UNWRITTEN),
        of_policies(BulkheadSettings::UNWRITTEN),
        of_policies(TimeoutSettings::UNWRITTEN),
        of_policies(RetrySettings::UNWRITTEN),
        of_process(ShutdownSettings::UNWRITTEN),
        of_process(HeartbeatSettings::UNWRITTEN),
        of_process(WatchdogSettings::UNWRITTEN),
    ]
}

fn of_policies<S: Fields>(settings: S) -> KindSchema {
    KindSchema { has_instances: true, ..of_process(settings) }
}

fn of_process<S: Fields>(mut settings: S) -> KindSchema {
    let fields = settings.fields().into_iter().map(|field| field.boxed()).collect();
    KindSchema { key: S::KEY, has_instances: false, fields }
}
