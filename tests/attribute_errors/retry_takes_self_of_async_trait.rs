use async_trait::async_trait;
use resilience::{Rejected, retry};

#[async_trait]
trait Source {
    async fn fetch(&mut self) -> Result<u32, Rejected>;

    #[retry]
    async fn fetch_first(&mut self) -> Result<u32, Rejected> {
        self.fetch().await
    }
}

struct Client(u32);

#[async_trait]
impl Source for Client {
    #[retry]
    async fn fetch(&mut self) -> Result<u32, Rejected> {
        self.0 += 1;
        Ok(self.0)
    }
}

fn main() {
    drop(Client(1).fetch());
}
