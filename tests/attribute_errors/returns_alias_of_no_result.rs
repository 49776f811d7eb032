use resilience::circuit_breaker;

type Reply = u32;

#[circuit_breaker]
fn alias() -> Reply {
    3
}

#[circuit_breaker]
async fn alias_later() -> Reply {
    3
}

struct Answer {
    _body: String,
}

#[circuit_breaker(max_failures = 3)]
fn own_type(body: &str) -> Answer {
    Answer { _body: body.to_owned() }
}

#[circuit_breaker]
fn generic<T: Default>() -> T {
    T::default()
}

fn main() {
    let _ = (alias(), alias_later(), own_type("a"), generic::<u32>());
}
