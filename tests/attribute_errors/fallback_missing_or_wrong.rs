use resilience::fallback;

fn takes_nothing() -> Result<u32, String> {
    Ok(1)
}

fn of_another_error(_: u32) -> Result<u32, String> {
    Ok(1)
}

fn of_another_value(_: String) -> u32 {
    1
}

#[fallback]
fn missing() -> Result<u32, String> {
    Ok(1)
}

#[fallback(7)]
fn a_number() -> Result<u32, String> {
    Ok(1)
}

#[fallback(takes_nothing)]
fn no_argument() -> Result<u32, String> {
    Ok(1)
}

#[fallback(of_another_error)]
fn another_error() -> Result<u32, String> {
    Ok(1)
}

#[fallback(of_another_value)]
fn another_value() -> Result<u32, String> {
    Ok(1)
}

#[fallback(|_| 7)]
async fn closure() -> Result<u32, String> {
    Ok(1)
}

#[fallback(takes_nothing, of_another_error)]
fn two() -> Result<u32, String> {
    Ok(1)
}

#[fallback(fallback = takes_nothing)]
fn by_name() -> Result<u32, String> {
    Ok(1)
}

#[fallback(of_another_error, name = "x")]
fn named() -> Result<u32, String> {
    Ok(1)
}

fn main() {}
