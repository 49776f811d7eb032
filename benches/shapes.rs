//! What an attribute costs on functions of other shapes than a free one: `cargo bench --bench shapes`.

mod harness;

use harness::{compare, row};
use resilience::{Rejected, circuit_breaker};
use std::hint::black_box;

/// An error that keeps nothing, so that results travel in registers.
struct Failed;

impl From<Rejected> for Failed {
    fn from(_: Rejected) -> Self {
        Self
    }
}

type Reply = Result<u64, Failed>;

struct Client {
    mask: u64,
}

trait Fetch {
    fn fetch(&self, number: u64) -> Reply;
    fn fetch_guarded(&self, number: u64) -> Reply;
}

impl Client {
    #[inline(never)]
    fn method(&self, number: u64) -> Reply {
        if number == u64::MAX { Err(Failed) } else { Ok(number ^ self.mask) }
    }

    #[circuit_breaker]
    #[inline(never)]
    fn method_guarded(&self, number: u64) -> Reply {
        if number == u64::MAX { Err(Failed) } else { Ok(number ^ self.mask) }
    }
}

impl Fetch for Client {
    #[inline(never)]
    fn fetch(&self, number: u64) -> Reply {
        if number == u64::MAX { Err(Failed) } else { Ok(number ^ self.mask) }
    }

    #[circuit_breaker]
    #[inline(never)]
    fn fetch_guarded(&self, number: u64) -> Reply {
        if number == u64::MAX { Err(Failed) } else { Ok(number ^ self.mask) }
    }
}

#[inline(never)]
fn generic<T: Into<u64>>(number: T) -> Reply {
    let number = number.into();
    if number == u64::MAX { Err(Failed) } else { Ok(number ^ 1) }
}

#[circuit_breaker]
#[inline(never)]
fn generic_guarded<T: Into<u64>>(number: T) -> Reply {
    let number = number.into();
    if number == u64::MAX { Err(Failed) } else { Ok(number ^ 1) }
}

fn main() {
    let client = Client { mask: 1 };
    let mut kept = true;
    for threads in [1, 2] {
        let rows = [
            row("method", None, || client.method(black_box(7)).unwrap_or(0)),
            row("method, annotated", Some(("method", Some(2.5))), || {
                client.method_guarded(black_box(7)).unwrap_or(0)
            }),
            row("trait method", None, || client.fetch(black_box(7)).unwrap_or(0)),
            row("trait method, annotated", Some(("trait method", Some(2.5))), || {
                client.fetch_guarded(black_box(7)).unwrap_or(0)
            }),
            row("generic", None, || generic(black_box(7_u32)).unwrap_or(0)),
            row("generic, annotated", Some(("generic", Some(2.5))), || {
                generic_guarded(black_box(7_u32)).unwrap_or(0)
            }),
        ];
        kept &= compare("functions of other shapes", threads, &rows);
    }
    println!("\n{}", if kept { "every ratio is kept" } else { "some ratios are missed" });
}
