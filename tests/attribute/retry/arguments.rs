//! Every attempt has the arguments anew.

use super::{NONE, done};
use resilience::retry;
use std::future::{Future, ready};
use std::pin::Pin;

pub(super) type Seen = Vec<String>;

/// Enough attempts that the third succeeds.
pub(super) fn third(seen: &Seen) -> Result<usize, usize> {
    if seen.len() < 3 { Err(seen.len()) } else { Ok(seen.len()) }
}

#[retry(backoff = NONE)]
fn owned(mut name: String, seen: &mut Seen) -> Result<usize, usize> {
    name.push('!');
    seen.push(name);
    third(seen)
}

#[retry(backoff = NONE)]
async fn owned_later(mut name: String, seen: &mut Seen) -> Result<usize, usize> {
    name.push('!');
    ready(()).await;
    seen.push(name);
    third(seen)
}

#[retry(backoff = NONE)]
fn owned_returned<'a>(
    mut name: String,
    seen: &'a mut Seen,
) -> Pin<Box<dyn Future<Output = Result<usize, usize>> + 'a>> {
    name.push('!');
    Box::pin(async move {
        seen.push(name);
        third(seen)
    })
}

#[retry(backoff = NONE)]
fn owned_opaque(mut name: String, seen: &mut Seen) -> impl Future<Output = Result<usize, usize>> {
    name.push('!');
    seen.push(name);
    ready(third(seen))
}

#[test]
fn an_owned_one_is_cloned_and_a_mutable_reference_borrowed_again() {
    fn check(call: impl FnOnce(String, &mut Seen) -> Result<usize, usize>) {
        let mut seen = Vec::new();
        assert_eq!(call(String::from("a"), &mut seen), Ok(3));
        assert_eq!(seen, ["a!", "a!", "a!"]);
    }
    check(owned);
    check(|name, seen| done(owned_later(name, seen)));
    check(|name, seen| done(owned_returned(name, seen)));
    check(|name, seen| done(owned_opaque(name, seen)));
}

#[derive(Clone)]
struct Point {
    x: String,
    y: [u32; 2],
}

#[retry(backoff = NONE)]
fn taken_apart(
    (mut a, b): (String, &str),
    Point { x, y: [first, ..] }: Point,
    _: u8,
    whole @ Point { .. }: Point,
    seen: &mut Seen,
) -> Result<usize, usize> {
    a.push_str(b);
    a.push_str(&x);
    a.push_str(&first.to_string());
    a.push_str(&whole.x);
    seen.push(a);
    third(seen)
}

#[retry(backoff = NONE)]
async fn taken_apart_later(
    (mut a, b): (String, &str),
    Point { x, y: [first, ..] }: Point,
    _: u8,
    whole @ Point { .. }: Point,
    seen: &mut Seen,
) -> Result<usize, usize> {
    a.push_str(b);
    ready(()).await;
    a.push_str(&x);
    a.push_str(&first.to_string());
    a.push_str(&whole.x);
    seen.push(a);
    third(seen)
}

#[test]
fn what_a_pattern_takes_apart_is_cloned_in_parts() {
    let point = Point { x: String::from("x"), y: [7, 8] };
    let mut seen = Vec::new();
    let pair = (String::from("a"), "b");
    assert_eq!(taken_apart(pair.clone(), point.clone(), 0, point.clone(), &mut seen), Ok(3));
    assert_eq!(seen, ["abx7x"; 3]);
    seen.clear();
    assert_eq!(done(taken_apart_later(pair, point.clone(), 0, point, &mut seen)), Ok(3));
    assert_eq!(seen, ["abx7x"; 3]);
}

/// No clone of it.
struct Unique(String);

#[retry(backoff = NONE, by_ref(unique, other))]
fn shared(unique: Unique, other: Unique, seen: &mut Seen) -> Result<usize, usize> {
    let unique: &Unique = unique;
    seen.push(format!("{}{}", unique.0, other.0));
    third(seen)
}

#[retry(backoff = NONE, by_ref(unique, other))]
async fn shared_later(
    unique: Unique,
    (other, _): (Unique, u8),
    seen: &mut Seen,
) -> Result<usize, usize> {
    let unique: &Unique = unique;
    ready(()).await;
    seen.push(format!("{}{}", unique.0, other.0));
    third(seen)
}

#[test]
fn by_ref_is_a_reference_to_what_all_attempts_share() {
    let unique = || Unique(String::from("u"));
    let mut seen = Vec::new();
    assert_eq!(shared(unique(), unique(), &mut seen), Ok(3));
    assert_eq!(seen, ["uu"; 3]);
    seen.clear();
    assert_eq!(done(shared_later(unique(), (unique(), 0), &mut seen)), Ok(3));
    assert_eq!(seen, ["uu"; 3]);
}

struct Client {
    calls: u32,
}

impl Client {
    #[retry(backoff = NONE)]
    fn count(&mut self, step: u32) -> Result<u32, u32> {
        self.calls += step;
        if self.calls < 3 { Err(self.calls) } else { Ok(self.calls) }
    }

    #[retry(backoff = NONE)]
    async fn count_later(&mut self, step: u32) -> Result<u32, u32> {
        self.calls += step;
        ready(()).await;
        if self.calls < 3 { Err(self.calls) } else { Ok(self.calls) }
    }

    #[retry(backoff = NONE)]
    fn calls(&self) -> Result<&u32, &str> {
        if self.calls == 0 { Err("none") } else { Ok(&self.calls) }
    }

    #[retry(backoff = NONE, max_attempts = 2)]
    fn is_there(self: &std::rc::Rc<Self>, at_least: impl Fn() -> u32 + Clone) -> Result<(), u32> {
        if self.calls < at_least() { Err(self.calls) } else { Ok(()) }
    }
}

#[test]
fn self_is_borrowed_by_every_attempt() {
    let mut client = Client { calls: 0 };
    assert_eq!(client.calls(), Err("none"));
    assert_eq!(client.count(1), Ok(3));
    client.calls = 1;
    assert_eq!(done(client.count_later(1)), Ok(3));
    assert_eq!(client.calls(), Ok(&3));
    assert_eq!(std::rc::Rc::new(client).is_there(|| 4), Err(3));
}

#[retry(backoff = NONE)]
fn clears_what_the_last_attempt_left(buffer: &mut Vec<u8>, first: &[u8]) -> Result<usize, usize> {
    let before = buffer.len();
    buffer.extend_from_slice(first);
    if before < 4 { Err(before) } else { Ok(before) }
}

#[test]
fn what_an_attempt_has_put_into_an_argument_the_next_one_finds_there() {
    let mut buffer = Vec::new();
    assert_eq!(clears_what_the_last_attempt_left(&mut buffer, b"ab"), Ok(4));
    assert_eq!(buffer, b"ababab");
}

#[retry(backoff = NONE)]
async fn conditional(
    #[cfg(any())] gone: String,
    #[cfg(not(any()))] there: String,
) -> Result<String, usize> {
    Ok(there)
}

#[retry(backoff = NONE)]
fn conditional_now(#[cfg(any())] gone: String, there: String) -> Result<String, usize> {
    Ok(there)
}

#[test]
fn an_argument_that_is_not_compiled_is_not_needed_anew() {
    assert_eq!(done(conditional(String::from("a"))), Ok(String::from("a")));
    assert_eq!(conditional_now(String::from("b")), Ok(String::from("b")));
}
