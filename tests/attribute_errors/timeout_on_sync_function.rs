use resilience::{Rejected, timeout};

#[timeout(5.0)]
fn fetch(id: u32) -> Result<u32, Rejected> {
    Ok(id)
}

#[timeout(5.0, on_timeout = || 1)]
fn number() -> u32 {
    1
}

struct Client;

impl Client {
    #[timeout(5.0)]
    fn fetch(&self) -> Result<u32, Rejected> {
        fetch(number())
    }
}

fn main() {
    let _: Result<u32, Rejected> = Client.fetch();
}
