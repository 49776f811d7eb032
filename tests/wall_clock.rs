//! The few promises that only the machine's own clock can show. Nothing here is too slow to hold on a
//! machine that is busy with other things: bounds from above are measured, those from below generous.

use resilience::{RateLimiter, Rejected};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Half of them threads, half of them tasks.
const WAITERS: usize = 50;
const PER_SECOND: f64 = 1000.0;
/// All that is counted: about two seconds of it.
const GRANTS: usize = 2000;

/// What one waiter has got.
#[derive(Clone, Copy, Default)]
struct Share {
    grants: usize,
    longest: Duration,
}

/// Who is there, and how much was granted since everybody is.
struct Progress {
    start: Instant,
    arrived: AtomicUsize,
    granted: AtomicUsize,
}

impl Progress {
    /// Notes a token that took so long, and whether to come again. What is granted before everybody
    /// has had a token, while threads are still being started, is nobody's advantage.
    fn note(&self, share: &mut Share, is_first: &mut bool, waited: Duration) -> bool {
        if std::mem::take(is_first) {
            self.arrived.fetch_add(1, Ordering::SeqCst);
        } else if self.arrived.load(Ordering::SeqCst) == WAITERS {
            if self.granted.fetch_add(1, Ordering::SeqCst) >= GRANTS {
                return false;
            }
            share.grants += 1;
            share.longest = share.longest.max(waited);
        }
        // Somebody who never arrives shall be told of, not waited for.
        self.start.elapsed() < Duration::from_secs(60)
    }
}

fn on_a_thread(limiter: &RateLimiter, progress: &Progress) -> Result<Share, Rejected> {
    let (mut share, mut is_first) = (Share::default(), true);
    loop {
        let since = Instant::now();
        limiter.acquire()?;
        if !progress.note(&mut share, &mut is_first, since.elapsed()) {
            return Ok(share);
        }
    }
}

async fn in_a_task(limiter: RateLimiter, progress: Arc<Progress>) -> Result<Share, Rejected> {
    let (mut share, mut is_first) = (Share::default(), true);
    loop {
        let since = Instant::now();
        limiter.acquire_async().await?;
        if !progress.note(&mut share, &mut is_first, since.elapsed()) {
            return Ok(share);
        }
    }
}

#[test]
fn fifty_threads_and_tasks_get_the_same_share_and_nobody_waits_for_long() {
    let start = Instant::now();
    let (arrived, granted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let progress = Arc::new(Progress { start, arrived, granted });
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_time().build().unwrap();
    let limiter = RateLimiter::builder().rate(PER_SECOND).burst(1).build().unwrap();
    let shares: Vec<Share> = thread::scope(|scope| {
        let threads: Vec<_> = (0..WAITERS / 2)
            .map(|_| scope.spawn(|| on_a_thread(&limiter, &progress).unwrap()))
            .collect();
        let tasks: Vec<_> = (0..WAITERS / 2)
            .map(|_| runtime.spawn(in_a_task(limiter.clone(), Arc::clone(&progress))))
            .collect();
        let threads = threads.into_iter().map(|thread| thread.join().unwrap());
        let tasks = tasks.into_iter().map(|task| runtime.block_on(task).unwrap().unwrap());
        threads.chain(tasks).collect()
    });
    // Never more than the rate gives, by a clock that was read before and after all.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let acquired = limiter.stats().total_acquired as f64;
    assert!(acquired <= 1.0 + PER_SECOND * start.elapsed().as_secs_f64(), "{acquired}");
    let counted = shares.iter().map(|share| share.grants).sum::<usize>();
    assert_eq!(counted, GRANTS, "somebody never got a token");
    // Forty each, one more or less for where the count ends in the round.
    let grants = || shares.iter().map(|share| share.grants);
    let (least, most) = (grants().min().unwrap(), grants().max().unwrap());
    assert!(least * 10 >= most * 9, "{least} to {most}");
    // With fifty in line, everybody's turn comes every 50 ms. Twice that, and half a second for a
    // machine that does other things meanwhile: somebody who is passed over again and again waits
    // for all of two seconds.
    let longest = shares.iter().map(|share| share.longest).max().unwrap();
    assert!(longest <= Duration::from_millis(2 * 50 + 500), "{longest:?}");
}

#[test]
fn a_full_bucket_gives_its_burst_on_a_clock_that_lags_too_and_not_one_more() {
    // Where cheap readings of the clock lag by some milliseconds, a bucket that believed them would
    // be full again at once: forty more of these.
    let (burst, per_second) = (100, 10_000.0);
    let limiter = RateLimiter::builder().rate(per_second).burst(burst).build().unwrap();
    for _ in 0..20 {
        let start = Instant::now();
        let granted = (0..u32::MAX).take_while(|_| limiter.try_acquire().is_ok()).count();
        let granted = f64::from(u32::try_from(granted).unwrap());
        let most = f64::from(burst) + per_second * start.elapsed().as_secs_f64();
        assert!(granted >= f64::from(burst), "{granted} of a full bucket");
        assert!(granted <= most, "{granted}, not {most}");
        thread::sleep(Duration::from_millis(11)); // it is full after ten
    }
}

#[tokio::test]
async fn no_wait_is_too_short() {
    let start = Instant::now();
    let limiter = RateLimiter::builder().rate(100.0).burst(1).initial(0.0).build().unwrap();
    for _ in 0..5 {
        limiter.acquire().unwrap();
        limiter.acquire_async().await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_millis(100), "{:?}", start.elapsed());
}
