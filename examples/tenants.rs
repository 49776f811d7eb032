//! A limit for each tenant of a service: one asks far too much, and the others do not notice. Then
//! come 100,000 tenants that nobody has ever heard of, one request each.
//!
//! `cargo run --example tenants` plays 22 seconds of requests on a clock that it moves by itself, so
//! it takes less than one. It fails if anybody gets more than their share, or less.

use resilience::{Clock, ConfigError, KeyedRateLimiter, ManualClock, RateLimiter};
use std::time::Duration;

/// What each tenant may ask for: so many requests a second, and so many at once.
const RATE: u32 = 5;
const BURST: u32 = 10;

// ---- The service, as it would be in production ----

struct Service {
    limits: KeyedRateLimiter,
}

struct Response {
    status: u16,
    /// A header, of status 429.
    retry_after: Option<Duration>,
}

impl Service {
    /// The clock is `Clock::system()`, but for tests and for this example.
    fn new(clock: Clock) -> Result<Self, ConfigError> {
        let limits = RateLimiter::builder()
            .name("tenants")
            .rate(RATE.into())
            .per(Duration::from_secs(1))
            .burst(BURST)
            // Only tenants whose buckets are not full take memory: so many at once, at most.
            .max_keys(20_000)
            .clock(clock)
            .build_keyed()?;
        Ok(Self { limits })
    }

    /// The tenant is whoever has logged in. A name that anybody can make up limits nobody.
    fn handle(&self, tenant: &str) -> Response {
        match self.limits.try_acquire(tenant) {
            Ok(()) => Response { status: 200, retry_after: None },
            Err(rejected) => Response { status: 429, retry_after: rejected.retry_after() },
        }
    }
}

// ---- Its tenants, and the clock they all live by ----

fn main() -> Result<(), ConfigError> {
    let time = ManualClock::new();
    let service = Service::new(time.clock())?;
    let mut tenants = [
        Tenant::new("acme", 4, AfterRefusal::AsksOn),
        Tenant::new("globex", 1, AfterRefusal::AsksOn),
        Tenant::new("initech", 1000, AfterRefusal::AsksOn),
        Tenant::new("umbrella", 1000, AfterRefusal::Waits),
    ];
    println!("Each tenant may make {RATE} requests a second, and {BURST} at once.");

    println!("\nTen seconds of four tenants. Only umbrella waits for as long as it is told to.");
    let most_keys = play(&service, &time, &mut tenants, 10, 0);
    print_table(&tenants, most_keys);

    println!("\nTen seconds of the same, and of 100,000 strangers with one request each.");
    let most_keys = play(&service, &time, &mut tenants, 10, 100_000);
    print_table(&tenants, most_keys);
    // A stranger's bucket is full again after a fifth of a second, and forgotten.
    assert!(most_keys < 5_000);

    println!("\nTwo seconds later, without strangers.");
    play(&service, &time, &mut tenants, 2, 0);
    let keys = service.limits.keys();
    println!("tenants in memory: {keys}");
    assert!(keys <= tenants.len());
    Ok(())
}

struct Tenant {
    name: &'static str,
    requests_per_second: u32,
    after_refusal: AfterRefusal,
    /// When it asks again, as time since the start of the run.
    next: Duration,
    seen: Seen,
}

#[derive(Clone, Copy)]
enum AfterRefusal {
    /// As if nothing had happened.
    AsksOn,
    /// For as long as it was told to.
    Waits,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    admitted: u32,
    refused: u32,
    longest_retry_after: Duration,
}

impl Tenant {
    fn new(name: &'static str, requests_per_second: u32, after_refusal: AfterRefusal) -> Self {
        let (next, seen) = (Duration::ZERO, Seen::default());
        Self { name, requests_per_second, after_refusal, next, seen }
    }

    fn ask(&mut self, service: &Service, now: Duration) {
        let response = service.handle(self.name);
        self.next = now + Duration::from_secs(1) / self.requests_per_second;
        if response.status == 200 {
            self.seen.admitted += 1;
            return;
        }
        let retry_after = response.retry_after.expect("five tokens come every second");
        self.seen.refused += 1;
        self.seen.longest_retry_after = self.seen.longest_retry_after.max(retry_after);
        if let AfterRefusal::Waits = self.after_refusal {
            self.next = now + retry_after;
        }
    }
}

/// Lets so many seconds pass, a millisecond at a time. The most limits that the service kept.
fn play(
    service: &Service,
    time: &ManualClock,
    tenants: &mut [Tenant],
    seconds: u32,
    strangers: u32,
) -> usize {
    const TICK: Duration = Duration::from_millis(1);
    for tenant in &mut *tenants {
        (tenant.next, tenant.seen) = (Duration::ZERO, Seen::default());
    }
    let ticks = seconds * 1000;
    let mut most_keys = 0;
    for tick in 0..ticks {
        let now = TICK * tick;
        for tenant in tenants.iter_mut().filter(|tenant| tenant.next <= now) {
            tenant.ask(service, now);
        }
        for stranger in 0..strangers / ticks {
            let response = service.handle(&format!("stranger {tick}.{stranger}"));
            assert_eq!(response.status, 200);
        }
        most_keys = most_keys.max(service.limits.keys());
        time.advance(TICK);
    }
    for Tenant { name, requests_per_second, seen, .. } in tenants {
        // Never more than that in any stretch of time, and never less for who asks for it.
        assert!(seen.admitted <= BURST + RATE * seconds, "{name} got too much");
        assert!(seen.admitted >= RATE.min(*requests_per_second) * seconds, "{name} got too little");
    }
    most_keys
}

fn print_table(tenants: &[Tenant], most_keys: usize) {
    println!("tenant    requests  admitted  refused  told to retry in");
    for Tenant { name, seen, .. } in tenants {
        let Seen { admitted, refused, longest_retry_after } = *seen;
        let requests = admitted + refused;
        print!("{name:<8} {requests:>9} {admitted:>9} {refused:>8}  ");
        match refused {
            0 => println!("-"),
            _ => println!("{longest_retry_after:?} or less"),
        }
    }
    println!("tenants in memory at any time: {most_keys} or fewer");
}
