use resilience::{Rejected, bulkhead};

#[bulkhead]
fn nothing_at_all() -> u32 {
    1
}

#[bulkhead(max_wait = 1, name = "pool")]
async fn all_but_the_size() -> Result<u32, Rejected> {
    Ok(2)
}

fn main() {
    let _: u32 = nothing_at_all();
    let _ = async { all_but_the_size().await.map(|number| number + 1) };
}
