//! Values at random for every setting, so that any of them go with any others but where `fits` says so.

use super::support::{SECOND, known};
use crate::bulkhead::BulkheadBuilder;
use crate::circuit_breaker::CircuitBreakerBuilder;
use crate::rate_limiter::RateLimiterBuilder;
use crate::retry::RetryBuilder;
use crate::settings::{Raw, Value};
use crate::timeout::TimeoutBuilder;
use fastrand::Rng;

type Draw = fn(&mut Rng) -> Raw;

/// A setting, and how a value of it is drawn.
pub(super) struct Sample {
    pub(super) kind: &'static str,
    pub(super) field: &'static str,
    draw: Draw,
}

impl Sample {
    pub(super) fn draw(&self, rng: &mut Rng) -> Raw {
        (self.draw)(rng)
    }
}

fn count(rng: &mut Rng) -> Raw {
    Raw::Integer(rng.i128(1..=50))
}

fn rate(rng: &mut Rng) -> Raw {
    Raw::Float(f64::from(rng.u32(1..=100)) / 100.0)
}

fn short(rng: &mut Rng) -> Raw {
    match rng.u8(..3) {
        0 => Raw::Text(format!("{}ms", rng.u32(1..=999))),
        1 => Raw::Float(f64::from(rng.u32(1..=8)) / 8.0),
        _ => Raw::Integer(1),
    }
}

fn long(rng: &mut Rng) -> Raw {
    Raw::Text(format!("{}m {}s", rng.u32(1..=9), rng.u32(..60)))
}

fn window(rng: &mut Rng) -> Raw {
    if rng.bool() { Raw::Integer(rng.i128(50..=500)) } else { long(rng) }
}

fn factor(rng: &mut Rng) -> Raw {
    Raw::Float(1.0 + f64::from(rng.u32(..=8)) / 8.0)
}

fn initial(rng: &mut Rng) -> Raw {
    Raw::Float(f64::from(rng.u32(..=8)) / 8.0)
}

fn jitter(rng: &mut Rng) -> Raw {
    let jitters = ["none", "full", "equal", "decorrelated"];
    Raw::Text(jitters[rng.usize(..jitters.len())].to_owned())
}

/// Every setting of a policy.
pub(super) fn samples() -> Vec<Sample> {
    let all: [(&str, &str, Draw); 29] = [
        ("circuit_breaker", "max_failures", count),
        ("circuit_breaker", "reset_timeout", short),
        ("circuit_breaker", "half_open_max_calls", count),
        ("circuit_breaker", "success_threshold", count),
        ("circuit_breaker", "probe_timeout", short),
        ("circuit_breaker", "failure_rate", rate),
        ("circuit_breaker", "window", window),
        ("circuit_breaker", "minimum_calls", count),
        ("circuit_breaker", "slow_call", short),
        ("circuit_breaker", "slow_call_rate", rate),
        ("circuit_breaker", "reset_timeout_factor", factor),
        ("circuit_breaker", "max_reset_timeout", long),
        ("rate_limiter", "rate", count),
        ("rate_limiter", "per", short),
        ("rate_limiter", "burst", count),
        ("rate_limiter", "initial", initial),
        ("rate_limiter", "max_keys", count),
        ("bulkhead", "max_concurrent", count),
        ("bulkhead", "max_wait", short),
        ("bulkhead", "max_waiting", count),
        ("timeout", "limit", short),
        ("retry", "max_attempts", count),
        ("retry", "backoff", short),
        ("retry", "backoff_factor", factor),
        ("retry", "backoff_max", long),
        ("retry", "jitter", jitter),
        ("retry", "budget_ratio", rate),
        ("retry", "budget_reserve", count),
        // Once more: it is what most of a bulkhead's depends on.
        ("bulkhead", "max_concurrent", count),
    ];
    let sample = |(kind, field, draw): (&str, &str, _)| {
        let (kind, field) = known(kind, field);
        Sample { kind, field, draw }
    };
    all.into_iter().map(sample).collect()
}

/// The value that stands there.
pub(super) fn read<T: Value>(raw: &Raw) -> T {
    T::read(raw).unwrap()
}

/// Writes values in code.
pub(super) trait Write: Sized {
    fn write(self, field: &str, raw: &Raw) -> Self;

    fn write_all(self, values: &[(&'static str, Raw)]) -> Self {
        values.iter().fold(self, |builder, (field, raw)| builder.write(field, raw))
    }
}

impl Write for CircuitBreakerBuilder {
    fn write(self, field: &str, raw: &Raw) -> Self {
        match field {
            "max_failures" => self.max_failures(read(raw)),
            "reset_timeout" => self.reset_timeout(read(raw)),
            "half_open_max_calls" => self.half_open_max_calls(read(raw)),
            "success_threshold" => self.success_threshold(read(raw)),
            "probe_timeout" => self.probe_timeout(read(raw)),
            "failure_rate" => self.failure_rate(read(raw)),
            "window" => self.window(read(raw)),
            "minimum_calls" => self.minimum_calls(read(raw)),
            "slow_call" => self.slow_call(read(raw)),
            "slow_call_rate" => self.slow_call_rate(read(raw)),
            "reset_timeout_factor" => self.reset_timeout_factor(read(raw)),
            "max_reset_timeout" => self.max_reset_timeout(read(raw)),
            other => panic!("{other}"),
        }
    }
}

impl Write for RateLimiterBuilder {
    fn write(self, field: &str, raw: &Raw) -> Self {
        match field {
            "rate" => self.rate(read(raw)),
            "per" => self.per(read(raw)),
            "burst" => self.burst(read(raw)),
            "initial" => self.initial(read(raw)),
            "max_keys" => self.max_keys(read(raw)),
            other => panic!("{other}"),
        }
    }
}

impl Write for BulkheadBuilder {
    fn write(self, field: &str, raw: &Raw) -> Self {
        match field {
            "max_concurrent" => self.max_concurrent(read(raw)),
            "max_wait" => self.max_wait(read(raw)),
            "max_waiting" => self.max_waiting(read(raw)),
            other => panic!("{other}"),
        }
    }
}

impl Write for TimeoutBuilder {
    fn write(self, field: &str, raw: &Raw) -> Self {
        assert_eq!(field, "limit");
        self.limit(read(raw))
    }
}

impl Write for RetryBuilder {
    fn write(self, field: &str, raw: &Raw) -> Self {
        match field {
            "max_attempts" => self.max_attempts(read(raw)),
            other => panic!("{other}: code writes it as a part of something whole"),
        }
    }
}

#[test]
fn there_is_a_sample_of_every_setting_of_a_policy() {
    let samples = samples();
    for kind in crate::registry::schema::schema().iter().filter(|kind| kind.has_instances) {
        for field in &kind.fields {
            let of_it = |sample: &&Sample| sample.kind == kind.key && sample.field == field.name();
            let sample = samples.iter().find(of_it).unwrap();
            let mut rng = Rng::with_seed(7);
            for _ in 0..100 {
                assert_eq!(field.accepts(&sample.draw(&mut rng)), Ok(()));
            }
        }
    }
    assert_eq!(read::<std::time::Duration>(&Raw::Integer(1)), SECOND);
}
