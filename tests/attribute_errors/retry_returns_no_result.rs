use resilience::retry;

type Answer = Option<u32>;

#[retry]
fn nothing() {}

#[retry]
async fn number() -> u32 {
    1
}

#[retry]
fn option() -> Option<u32> {
    None
}

#[retry]
fn alias() -> Answer {
    None
}

#[retry]
fn never() -> ! {
    panic!()
}

fn main() {}
