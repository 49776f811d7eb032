use resilience::{Rejected, rate_limiter};

#[rate_limiter]
fn wrong_type(number: u32) -> u32 {
    number.to_string()
}

#[rate_limiter(timeout = 1)]
async fn wrong_type_later(number: u32) -> Result<u32, Rejected> {
    number
}

#[rate_limiter(key = text)]
fn moved(text: String) -> (String, String) {
    (text, text)
}

#[rate_limiter(limiter = SITE.limiter, blocking = false)]
fn names_of_ours() -> Result<u32, Rejected> {
    let _ = (limiter, rejected, admitted, waiting, here, SITE);
    Ok(1)
}

#[rate_limiter]
fn no_value() -> u32 {
    let number = 3;
}

fn main() {
    let _ = (wrong_type(1), wrong_type_later(1), moved(String::new()), names_of_ours());
    let _ = no_value();
}
