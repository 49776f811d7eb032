use resilience::{Rejected, retry};
use std::future::{Future, ready};
use std::pin::Pin;

struct Client;

impl Client {
    #[retry]
    fn by_value(self) -> Result<u32, Rejected> {
        Ok(1)
    }

    #[retry]
    async fn by_box(self: Box<Self>) -> Result<u32, Rejected> {
        Ok(2)
    }

    #[retry]
    fn pinned(self: Pin<&mut Self>) -> Result<u32, Rejected> {
        Ok(3)
    }

    #[retry]
    fn future(&mut self) -> impl Future<Output = Result<u32, Rejected>> {
        ready(Ok(4))
    }
}

fn main() {
    let _: Result<u32, Rejected> = Client.by_value();
}
