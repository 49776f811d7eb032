use resilience::{Rejected, timeout};

fn takes_one(_: u32) -> u32 {
    1
}

#[timeout(5, on_timeout = 1)]
async fn a_number() -> u32 {
    1
}

#[timeout(5, on_timeout = takes_one)]
async fn of_one_argument() -> u32 {
    1
}

#[timeout(5, on_timeout = || "late")]
async fn of_another_type() -> u32 {
    1
}

#[timeout(5, on_timeout = || Ok(text.len()))]
async fn of_a_moved_argument(text: String) -> Result<usize, Rejected> {
    Ok(text.len())
}

fn main() {}
