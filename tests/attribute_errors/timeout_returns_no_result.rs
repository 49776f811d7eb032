use resilience::timeout;

#[timeout(5)]
async fn nothing() {}

#[timeout(5)]
async fn number() -> u32 {
    1
}

#[timeout(5, on_timeout = || panic!())]
async fn never() -> ! {
    panic!()
}

#[timeout(5)]
async fn takes_no_rejection() -> Result<u32, std::fmt::Error> {
    Ok(1)
}

fn main() {}
