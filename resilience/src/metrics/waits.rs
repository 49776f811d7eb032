//! The histogram of waits, which no statistics have: each is told by an event.

use super::names::WAIT;
use super::sheet::PolicySheet;
use crate::events::{Event, Listener, Topic, Topics, WaitEnd, kind, subscribe};
use crate::registry::registry;
use std::sync::Once;

/// Listens from the first time on that somebody wants to see metrics.
pub(super) fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        subscribe(Listener::of(Topics::only(Topic::Waited), record)).forget();
    });
}

fn record(event: &Event) {
    let Event::WaitFinished { kind, name, waited, end } = event else { return };
    // Only those whose names are known: others may have a new one for each call.
    let is_known = match *kind {
        kind::RATE_LIMITER => registry().rate_limiter(name).is_some(),
        kind::KEYED_RATE_LIMITER => registry().keyed_rate_limiter(name).is_some(),
        _ => registry().bulkhead(name).is_some(),
    };
    if is_known {
        let outcome = match end {
            WaitEnd::Admitted => "admitted",
            WaitEnd::Rejected => "rejected",
            WaitEnd::Cancelled => "cancelled",
        };
        ::metrics::with_recorder(|recorder| {
            let sheet = PolicySheet::new(recorder, kind, name);
            let labels = sheet.of_kind().with("outcome", outcome);
            sheet.record(&WAIT, labels, waited.as_secs_f64());
        });
    }
}
