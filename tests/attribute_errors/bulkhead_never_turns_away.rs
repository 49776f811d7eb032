use resilience::{Rejected, bulkhead};

#[bulkhead(max_concurrent = 10, map_err = |rejected| rejected)]
fn mapped() -> Result<u32, Rejected> {
    Ok(1)
}

#[bulkhead(max_concurrent = 10, fallback = |_| 2)]
async fn answered() -> u32 {
    2
}

fn main() {
    let _: Result<u32, Rejected> = mapped();
    let _ = async { answered().await + 1 };
}
