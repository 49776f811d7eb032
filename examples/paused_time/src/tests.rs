use super::{Backend, PATIENCE, RateError, exchange_rate, exchange_rate_breaker};
use resilience::CircuitState;
use std::future::pending;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, advance, timeout};

const RESET_TIMEOUT: Duration = Duration::from_secs(30);

enum Fake {
    Well,
    Down,
    Hanging,
}

impl Backend for Fake {
    async fn rate(&self, _currency: &str) -> Result<u32, RateError> {
        match self {
            Self::Well => Ok(125),
            Self::Down => Err(RateError::Down),
            Self::Hanging => pending().await,
        }
    }
}

/// The breaker of `exchange_rate` is in a static, and all tests of this process share it. So they
/// take turns, and each begins by closing it. A function that only one test calls needs neither.
async fn my_turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    exchange_rate_breaker().reset();
    turn
}

async fn fail_three_times(backend: &Fake) {
    for _ in 0..3 {
        let result = exchange_rate(backend, "EUR").await;
        assert!(matches!(result, Err(RateError::Down | RateError::TooSlow(_))), "{result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn three_failures_keep_calls_away_for_exactly_half_a_minute() {
    let _turn = my_turn().await;
    fail_three_times(&Fake::Down).await;

    // Even a backend that is well is not asked now.
    let result = exchange_rate(&Fake::Well, "EUR").await;
    let Err(RateError::Rejected(rejected)) = result else { panic!("{result:?}") };
    assert_eq!(rejected.retry_after(), Some(RESET_TIMEOUT));

    advance(RESET_TIMEOUT.saturating_sub(Duration::from_millis(1))).await;
    assert!(exchange_rate_breaker().is_open());
    advance(Duration::from_millis(1)).await;
    assert_eq!(exchange_rate_breaker().state(), CircuitState::HalfOpen);

    assert_eq!(exchange_rate(&Fake::Well, "EUR").await.unwrap(), 125);
    assert_eq!(exchange_rate_breaker().state(), CircuitState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_fails_starts_the_wait_anew() {
    let _turn = my_turn().await;
    fail_three_times(&Fake::Down).await;

    advance(RESET_TIMEOUT).await;
    let probe = exchange_rate(&Fake::Down, "EUR").await;
    assert!(matches!(probe, Err(RateError::Down)), "{probe:?}");
    assert_eq!(exchange_rate_breaker().remaining(), RESET_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_hangs_is_a_failing_one() {
    let _turn = my_turn().await;
    // Nothing is advanced here: paused time moves on by itself when every task waits for it.
    let start = Instant::now();
    fail_three_times(&Fake::Hanging).await;
    assert_eq!(start.elapsed().as_secs(), 3 * PATIENCE.as_secs());
    assert!(exchange_rate_breaker().is_open());
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_says_nothing_about_the_backend() {
    let _turn = my_turn().await;
    // Guards are never new in a test: compare numbers, the statistics survive a reset.
    let before = exchange_rate_breaker().stats();
    let call = exchange_rate(&Fake::Hanging, "EUR");
    assert!(timeout(PATIENCE / 2, call).await.is_err());
    let after = exchange_rate_breaker().stats();
    assert_eq!(after.abandoned_calls, before.abandoned_calls + 1);
    assert_eq!(after.failed_calls, before.failed_calls);
}
