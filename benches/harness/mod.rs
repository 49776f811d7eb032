//! Times loops beside each other in one run and prints ratios.
//!
//! The machines are shared and noisy, so every row is measured in short rounds, in turn with all
//! the others, and the fastest round of each counts: noise only ever adds. While a row is measured
//! on one thread, the other threads are at it all the time; a round in which one of them made less
//! than half as many calls does not count.

use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Instant;

const ROUNDS: u32 = 121;
const CALLS: u32 = 50_000;

/// A loop to time: it makes this many calls.
pub(crate) type Loop<'a> = Box<dyn Fn(u32) + Sync + 'a>;

pub(crate) struct Row<'a> {
    pub(crate) name: &'static str,
    /// The row that this one is compared with, and the ratio it must keep, if any.
    pub(crate) beside: Option<(&'static str, Option<f64>)>,
    pub(crate) body: Loop<'a>,
}

/// A row that calls `call` again and again.
pub(crate) fn row<'a, R>(
    name: &'static str,
    beside: Option<(&'static str, Option<f64>)>,
    call: impl Fn() -> R + Sync + 'a,
) -> Row<'a> {
    let body = Box::new(move |calls| {
        for _ in 0..calls {
            black_box(call());
        }
    });
    Row { name, beside, body }
}

/// Measures all rows on this many threads at once and prints them. Whether every ratio was kept.
pub(crate) fn compare(title: &str, threads: usize, rows: &[Row<'_>]) -> bool {
    let mut best = vec![f64::INFINITY; rows.len()];
    for _ in 0..ROUNDS {
        for (row, best) in rows.iter().zip(&mut best) {
            if let Some(nanos) = nanos_per_call(threads, &row.body) {
                *best = best.min(nanos);
            }
        }
    }
    println!("\n{title}, {threads} thread{}", if threads == 1 { "" } else { "s" });
    let mut kept = true;
    for (row, nanos) in rows.iter().zip(&best) {
        if nanos.is_infinite() {
            println!("  {:44} not measured: the threads were never at it together", row.name);
            kept = false;
            continue;
        }
        print!("  {:44} {nanos:9.2} ns", row.name);
        if let Some((other, limit)) = row.beside {
            let index = rows.iter().position(|row| row.name == other).expect("a row of that name");
            let ratio = nanos / best[index];
            print!("  {ratio:6.2} x {other}");
            if let Some(limit) = limit {
                let verdict = if ratio <= limit { "kept" } else { "MISSED" };
                kept &= ratio <= limit;
                print!(" (must: {limit}, {verdict})");
            }
        }
        println!();
    }
    kept
}

/// The time of one call on this thread while all the others are at it, too. Nothing if one of them
/// hardly came to it: then there was nobody to meet.
fn nanos_per_call(threads: usize, body: &Loop<'_>) -> Option<f64> {
    let started = Barrier::new(threads);
    let done = AtomicBool::new(false);
    let others: Vec<_> = (1..threads).map(|_| Calls(AtomicU32::new(0))).collect();
    std::thread::scope(|scope| {
        for Calls(made) in &others {
            let (started, done) = (&started, &done);
            scope.spawn(move || {
                started.wait();
                while !done.load(Ordering::Relaxed) {
                    body(CALLS / 100);
                    made.fetch_add(CALLS / 100, Ordering::Relaxed);
                }
            });
        }
        started.wait();
        body(CALLS / 100);
        let so_far = |Calls(made): &Calls| made.load(Ordering::Relaxed);
        let before: Vec<_> = others.iter().map(so_far).collect();
        let begin = Instant::now();
        body(CALLS);
        let nanos = begin.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS);
        let made = others.iter().map(so_far).zip(before).map(|(after, before)| after - before);
        let all_were_at_it = made.min().is_none_or(|fewest| fewest >= CALLS / 2);
        done.store(true, Ordering::Relaxed);
        all_were_at_it.then_some(nanos)
    })
}

/// How many calls one thread has made, in a cache line of its own.
#[repr(align(128))]
struct Calls(AtomicU32);
