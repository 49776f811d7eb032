//! A recorder that keeps what it is told last.

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit, with_local_recorder,
};
use resilience::Registry;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::{Arc, Mutex};

/// The name of a metric and its labels.
pub(crate) type Series = (String, BTreeMap<String, String>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Counter(u64),
    Gauge(f64),
    /// How many numbers there were, and their sum.
    Histogram(u64, f64),
}

impl Value {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Counter(_) => Kind::Counter,
            Self::Gauge(_) => Kind::Gauge,
            Self::Histogram(..) => Kind::Histogram,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// How a metric was described.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Described {
    pub(crate) kind: Kind,
    pub(crate) unit: Option<Unit>,
    pub(crate) help: String,
}

/// A recorder, and the page that one would see.
#[derive(Clone, Default)]
pub(crate) struct Page(Arc<Mutex<Contents>>);

#[derive(Default)]
struct Contents {
    values: BTreeMap<Series, Value>,
    described: BTreeMap<String, Described>,
}

/// A place on the page.
struct Place(Page, Series);

pub(crate) fn series(name: &str, labels: &[(&str, &str)]) -> Series {
    let labels = labels.iter().map(|(key, value)| (String::from(*key), String::from(*value)));
    (String::from(name), labels.collect())
}

impl Page {
    pub(crate) fn of(registry: &Registry) -> Self {
        let page = Self::default();
        page.publish(registry);
        page
    }

    pub(crate) fn publish(&self, registry: &Registry) {
        with_local_recorder(self, || registry.publish_metrics());
    }

    pub(crate) fn values(&self) -> BTreeMap<Series, Value> {
        self.0.lock().unwrap().values.clone()
    }

    /// What stands on the page, which is empty after that.
    pub(crate) fn take(&self) -> BTreeMap<Series, Value> {
        mem::take(&mut self.0.lock().unwrap().values)
    }

    pub(crate) fn described(&self) -> BTreeMap<String, Described> {
        self.0.lock().unwrap().described.clone()
    }

    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.values().into_keys().map(|(name, _)| name).collect()
    }

    fn describe(&self, kind: Kind, name: &KeyName, unit: Option<Unit>, help: &str) {
        let described = Described { kind, unit, help: String::from(help) };
        let name = String::from(name.as_str());
        let before = self.0.lock().unwrap().described.insert(name, described.clone());
        assert!(before.is_none_or(|before| before == described), "described in two ways");
    }

    fn place(&self, key: &Key, metadata: &Metadata<'_>) -> Arc<Place> {
        assert_eq!(metadata.target(), "resilience");
        let labels = key.labels().map(|label| (label.key(), label.value())).collect::<Vec<_>>();
        let series = series(key.name(), &labels);
        assert_eq!(series.1.len(), labels.len(), "a label twice: {labels:?}");
        Arc::new(Place(self.clone(), series))
    }
}

impl Place {
    /// Writes, and says what stood there.
    fn write(&self, value: Value) -> Option<Value> {
        self.0.0.lock().unwrap().values.insert(self.1.clone(), value)
    }
}

impl CounterFn for Place {
    fn increment(&self, _: u64) {
        panic!("{:?} is pushed", self.1);
    }

    fn absolute(&self, value: u64) {
        if let Some(before) = self.write(Value::Counter(value)) {
            let Value::Counter(before) = before else { panic!("{:?} was no counter", self.1) };
            assert!(before <= value, "{:?} goes back from {before} to {value}", self.1);
        }
    }
}

impl GaugeFn for Place {
    fn increment(&self, _: f64) {
        panic!("{:?} is pushed", self.1);
    }

    fn decrement(&self, _: f64) {
        panic!("{:?} is pushed", self.1);
    }

    fn set(&self, value: f64) {
        let before = self.write(Value::Gauge(value));
        assert!(matches!(before, None | Some(Value::Gauge(_))), "{:?} was no gauge", self.1);
    }
}

impl HistogramFn for Place {
    fn record(&self, value: f64) {
        let (count, sum) = match self.0.values().get(&self.1) {
            Some(Value::Histogram(count, sum)) => (*count, *sum),
            None => (0, 0.0),
            Some(other) => panic!("{:?} was {other:?}", self.1),
        };
        self.write(Value::Histogram(count + 1, sum + value));
    }
}

impl Recorder for Page {
    fn describe_counter(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe(Kind::Counter, &name, unit, &help);
    }

    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe(Kind::Gauge, &name, unit, &help);
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe(Kind::Histogram, &name, unit, &help);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.place(key, metadata))
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.place(key, metadata))
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.place(key, metadata))
    }
}
