use resilience::{bulkhead, fallback, retry, timeout};

struct Client;

#[retry]
impl Client {
    fn fetch(&self) {}
}

#[timeout(5)]
struct Server;

#[bulkhead(max_concurrent = 1)]
const fn constant() {}

trait Source {
    #[fallback(Err)]
    fn fetch(&self) -> Result<u32, u32>;
}

fn main() {
    Client.fetch();
    constant();
    let _ = Server;
}
