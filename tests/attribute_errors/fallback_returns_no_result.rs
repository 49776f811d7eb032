use resilience::fallback;

type Answer = Option<u32>;

#[fallback(|_| ())]
fn nothing() {}

#[fallback(|_| 1)]
async fn number() -> u32 {
    1
}

#[fallback(|_| None)]
fn alias() -> Answer {
    None
}

fn main() {}
