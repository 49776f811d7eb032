//! A little load on a policy of each kind: a shop that asks a bank, which is down now and then.

use resilience::{
    Backoff, Bulkhead, CircuitBreaker, ConfigError, Error, KeyedRateLimiter, RateLimiter, Retry,
    RetryBudget,
};
use std::io;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const SHOPPERS: u32 = 8;
/// The bank is down for the last quarter of so much time.
const CYCLE: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Shop {
    desks: Bulkhead,
    searches: RateLimiter,
    shoppers: KeyedRateLimiter,
    bank: CircuitBreaker,
    retry: Retry,
    born: Instant,
}

/// Goes on as long as the runtime lives.
pub(crate) fn start() -> Result<(), ConfigError> {
    let bank = CircuitBreaker::builder().name("bank").max_failures(5);
    let retry = Retry::builder().name("bank").max_attempts(2);
    let retry = retry.backoff(Backoff::constant(ms(10))).budget(RetryBudget::new(0.2, 10));
    let shop = Shop {
        desks: Bulkhead::builder().name("desks").max_concurrent(2).max_wait(ms(50)).register()?,
        searches: RateLimiter::builder().name("searches").rate(80.0).burst(10).register()?,
        shoppers: RateLimiter::builder().name("shoppers").rate(20.0).burst(5).keyed().register()?,
        bank: bank.reset_timeout(ms(250)).register()?,
        retry: retry.register()?,
        born: Instant::now(),
    };
    for shopper in 0..SHOPPERS {
        tokio::spawn(shop.clone().visited_by(shopper));
    }
    Ok(())
}

impl Shop {
    async fn visited_by(self, shopper: u32) {
        loop {
            sleep(ms(u64::from(5 + shopper))).await;
            // Rejections are nothing but what is to be seen on the page.
            if self.shoppers.try_acquire(&shopper).is_ok()
                && self.searches.acquire_async_timeout(ms(20)).await.is_ok()
            {
                let _ = self.desks.call_async(|| self.pay()).await;
            }
        }
    }

    async fn pay(&self) -> Result<(), Error<io::Error>> {
        self.retry.call_async(|| self.bank.call_async(|| self.ask_the_bank())).await
    }

    async fn ask_the_bank(&self) -> io::Result<()> {
        sleep(ms(30)).await;
        let is_down =
            self.born.elapsed().as_millis() % CYCLE.as_millis() > CYCLE.as_millis() * 3 / 4;
        if is_down { Err(io::Error::other("the bank is down")) } else { Ok(()) }
    }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
