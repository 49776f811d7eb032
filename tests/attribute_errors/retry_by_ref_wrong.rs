use resilience::{Rejected, retry};

#[retry(by_ref(boddy))]
fn misspelt(body: String) -> Result<usize, Rejected> {
    Ok(body.len())
}

#[retry(by_ref(self))]
fn of_self() -> Result<usize, Rejected> {
    Ok(1)
}

#[retry(by_ref())]
fn empty(body: String) -> Result<usize, Rejected> {
    Ok(body.len())
}

#[retry(by_ref = body)]
fn with_equals_sign(body: String) -> Result<usize, Rejected> {
    Ok(body.len())
}

#[retry(by_ref("body", &body))]
fn no_names(body: String) -> Result<usize, Rejected> {
    Ok(body.len())
}

#[retry(by_ref(body))]
fn consumed(body: String) -> Result<Vec<u8>, Rejected> {
    Ok(body.into_bytes())
}

fn main() {}
