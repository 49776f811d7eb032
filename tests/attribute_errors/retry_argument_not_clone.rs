use resilience::{Rejected, retry};

struct Body(Vec<u8>);

#[retry]
fn upload(body: Body) -> Result<usize, Rejected> {
    Ok(body.0.len())
}

#[retry]
async fn upload_later(id: u32, mut body: Body) -> Result<usize, Rejected> {
    body.0.push(0);
    Ok(body.0.len() + id as usize)
}

#[retry]
fn upload_pair((_, body): (u32, Body)) -> Result<usize, Rejected> {
    Ok(body.0.len())
}

#[retry]
fn upload_all(bodies: impl Iterator<Item = Body>) -> Result<usize, Rejected> {
    Ok(bodies.count())
}

fn main() {}
