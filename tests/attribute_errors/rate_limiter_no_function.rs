use resilience::rate_limiter;

#[rate_limiter]
struct Client;

#[rate_limiter(rate = 10)]
impl Client {
    #[rate_limiter]
    const fn constant(&self) -> u32 {
        1
    }
}

#[rate_limiter]
trait Source {
    #[rate_limiter]
    fn fetch(&self) -> u32;
}

impl Source for Client {
    #[rate_limiter(accessor = no_place)]
    fn fetch(&self) -> u32 {
        2
    }
}

#[rate_limiter]
mod clients {}

fn main() {
    let _: u32 = Client.constant() + Client.fetch();
}
