//! With nobody listening no event is made. (A process of its own, in which nobody does until the end.)

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::{
    Backoff, Bulkhead, CircuitBreaker, KeyedRateLimiter, ManualClock, RateLimiter, Retry, on_event,
};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Policies with owned names, which an event would have to copy.
struct Policies {
    time: ManualClock,
    breaker: CircuitBreaker,
    limiter: RateLimiter,
    keyed: KeyedRateLimiter,
    pool: Bulkhead,
    retry: Retry,
}

impl Policies {
    fn new() -> Self {
        let (time, name) = (ManualClock::new(), || String::from("owned"));
        let limiter = RateLimiter::builder().name(name()).rate(1.0).per(SECOND * 3600);
        let limiter = limiter.initial(0.0).clock(time.clock());
        let pool = Bulkhead::builder().name(name()).max_concurrent(1).max_wait(Duration::ZERO);
        let retry = Retry::builder().name(name()).max_attempts(2).backoff(Backoff::none());
        let breaker = CircuitBreaker::builder().name(name()).max_failures(1);
        Self {
            breaker: breaker.clock(time.clock()).build().unwrap(),
            keyed: limiter.clone().build_keyed().unwrap(),
            limiter: limiter.build().unwrap(),
            pool: pool.clock(time.clock()).build().unwrap(),
            // On the system clock: one that a test moves keeps a list of those who wait.
            retry: retry.build().unwrap(),
            time,
        }
    }

    /// How often memory is asked for where there is something to tell, each kind by itself.
    fn allocations(&self) -> Vec<(&'static str, u64)> {
        let _permit = self.pool.try_acquire().unwrap();
        let kinds: [(&str, &dyn Fn()); 6] = [
            ("changes of state", &|| {
                self.breaker.record_failure();
                self.breaker.reset();
                self.breaker.force_open();
            }),
            ("rejected by a breaker", &|| assert!(self.breaker.try_acquire().is_err())),
            ("rejected by a limiter", &|| assert!(self.limiter.try_acquire().is_err())),
            ("rejected for a key", &|| assert!(self.keyed.try_acquire("key").is_err())),
            ("saturated and rejected", &|| assert!(self.pool.try_acquire().is_err())),
            ("retried", &|| assert!(self.retry.call_if(|()| true, || Err::<(), _>(())).is_err())),
        ];
        let count = |(kind, happens): (_, &dyn Fn())| {
            // What is made once for each policy, thread or key.
            happens();
            // Of what comes often one a second is told: each of these would be.
            self.time.advance(SECOND * 2);
            let before = counts().allocations;
            happens();
            (kind, counts().allocations - before)
        };
        kinds.map(count).to_vec()
    }
}

#[test]
fn an_event_is_made_if_and_only_if_somebody_listens() {
    let alone = Policies::new().allocations();
    assert!(alone.iter().all(|(_, allocations)| *allocations == 0), "{alone:?}");
    let _subscription = on_event(|_| ());
    let heard = Policies::new().allocations();
    assert!(heard.iter().all(|(_, allocations)| *allocations > 0), "{heard:?}");
}
