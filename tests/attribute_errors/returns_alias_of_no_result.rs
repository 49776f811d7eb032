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

#[circuit_breaker(excluded_if = |_| true)]
async fn own_type_later(body: &str) -> Answer {
    if body.is_empty() {
        return Answer { _body: String::from("empty") };
    }
    Answer { _body: body.to_owned() }
}

#[circuit_breaker]
fn generic<T: Default>() -> T {
    T::default()
}

fn main() {
    let _ = (alias(), alias_later(), own_type("a"), own_type_later("b"), generic::<u32>());
}
