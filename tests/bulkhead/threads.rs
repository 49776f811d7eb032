//! In use at every instant, seen by those who are inside.

use crate::support::{bulkhead, numbers};
use resilience::{Bulkhead, ManualClock};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How many are inside right now, counted by themselves.
struct Inside<'a>(&'a AtomicU32);

impl<'a> Inside<'a> {
    fn enter(count: &'a AtomicU32, most: u32) -> Self {
        let inside = count.fetch_add(1, Ordering::SeqCst) + 1;
        assert!(inside <= most, "{inside} of {most}");
        Self(count)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn on_many_threads_never_more_than_there_are() {
    for most in [1, 2, 3] {
        let (bulkhead, count) = (bulkhead(most), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (bulkhead, count) = (&bulkhead, &count);
                scope.spawn(move || {
                    for round in 0..500 {
                        if (thread + round) % 3 == 0 {
                            let Ok(_permit) = bulkhead.try_acquire() else { continue };
                            let _inside = Inside::enter(count, most);
                        } else {
                            let call = || drop(Inside::enter(count, most));
                            bulkhead.call(call).unwrap();
                        }
                    }
                });
            }
        });
        assert_eq!(numbers(&bulkhead), (0, most, 0));
        assert!(bulkhead.stats().max_in_use <= most);
    }
}

#[test]
fn everybody_who_waits_on_a_thread_is_served_in_the_end() {
    let bulkhead = bulkhead(1);
    std::thread::scope(|scope| {
        let threads = [(); 16].map(|()| {
            scope.spawn(|| (0..200).for_each(|_| bulkhead.call(std::thread::yield_now).unwrap()))
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
    assert_eq!(bulkhead.stats().total_acquired, 3200);
}

/// Tasks of all fates on four threads, and others who change the size meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_everything_has_ended_all_are_back_whatever_became_of_it() {
    let time = ManualClock::new();
    let bulkhead = Bulkhead::builder().max_concurrent(4).max_wait(Duration::from_secs(1));
    let bulkhead = bulkhead.clock(time.clock()).build().unwrap();
    let tasks: Vec<_> = (0..600)
        .map(|number| {
            let bulkhead = bulkhead.clone();
            let task = tokio::spawn(async move {
                let call = || async {
                    for _ in 0..number % 5 {
                        tokio::task::yield_now().await;
                    }
                    if number % 7 == 0 {
                        std::panic::resume_unwind(Box::new(number));
                    }
                };
                bulkhead.call_async(call).await
            });
            (number, task)
        })
        .collect();
    for (number, task) in &tasks {
        match number % 11 {
            0 => task.abort(),
            1 => bulkhead.set_max_concurrent(1 + number % 6).unwrap(),
            2 => time.advance(Duration::from_millis(20)),
            3 => tokio::task::yield_now().await,
            _ => {}
        }
    }
    bulkhead.set_max_concurrent(4).unwrap();
    for (_, task) in tasks {
        let _whatever = task.await;
    }
    assert_eq!(numbers(&bulkhead), (0, 4, 0));
    assert_eq!(time.waiting(), 0);
    let stats = bulkhead.stats();
    assert!(stats.total_acquired + stats.total_rejected + stats.cancelled <= 600);
    assert!(stats.max_in_use <= 6);
}
