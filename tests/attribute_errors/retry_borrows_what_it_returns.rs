use resilience::{Rejected, retry};

struct Client(Vec<u32>);

impl Client {
    #[retry]
    fn of_self(&mut self) -> Result<&mut u32, Rejected> {
        Ok(&mut self.0[0])
    }

    #[retry]
    async fn by_lifetime<'a>(&'a mut self) -> Result<std::slice::Iter<'a, u32>, Rejected> {
        Ok(self.0.iter())
    }
}

#[retry]
fn of_an_argument(items: &mut Vec<u32>) -> Result<&u32, Rejected> {
    Ok(&items[0])
}

fn main() {
    let mut client = Client(vec![1]);
    let _: Result<&mut u32, Rejected> = client.of_self();
}
