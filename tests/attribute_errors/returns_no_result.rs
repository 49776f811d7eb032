use resilience::circuit_breaker;
use std::collections::HashMap;

#[circuit_breaker]
fn nothing() {}

#[circuit_breaker]
fn nothing_where<T>(value: T)
where
    T: Send,
{
    drop(value);
}

#[circuit_breaker]
fn number() -> u32 {
    3
}

#[circuit_breaker]
async fn option(id: u32) -> Option<String> {
    Some(id.to_string())
}

#[circuit_breaker]
fn never() -> ! {
    loop {}
}

#[circuit_breaker]
fn tuple() -> (u32, u32) {
    (3, 4)
}

#[circuit_breaker]
fn map() -> HashMap<u32, u32> {
    HashMap::new()
}

#[circuit_breaker]
fn reference(text: &str) -> &str {
    text
}

#[circuit_breaker]
fn opaque() -> impl Iterator<Item = u32> {
    0..3
}

#[circuit_breaker]
fn boxed() -> Box<dyn Fn() -> u32> {
    Box::new(|| 3)
}

#[circuit_breaker]
fn pointer() -> fn() -> u32 {
    number
}

fn main() {
    nothing();
    nothing_where(3);
    let _ = (number(), option(3), tuple(), map(), reference("x"), opaque(), boxed(), pointer());
    never();
}
