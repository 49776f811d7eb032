//! Arguments that are references, or hold some.

use super::arguments::{Seen, third};
use super::{NONE, done};
use resilience::retry;
use std::future::ready;

#[retry(backoff = NONE)]
fn starts_over(mut text: &str, mut rest: &mut [u8], seen: &mut Seen) -> Result<usize, usize> {
    text = &text[1..];
    rest = &mut rest[1..];
    rest[0] += 1;
    seen.push(format!("{text}{rest:?}"));
    third(seen)
}

#[retry(backoff = NONE)]
async fn starts_over_later(
    mut text: &str,
    mut rest: &mut [u8],
    seen: &mut Seen,
) -> Result<usize, usize> {
    text = &text[1..];
    rest = &mut rest[1..];
    ready(()).await;
    rest[0] += 1;
    seen.push(format!("{text}{rest:?}"));
    third(seen)
}

#[test]
fn a_reference_that_an_attempt_has_moved_is_where_it_was_for_the_next_one() {
    let mut seen = Vec::new();
    assert_eq!(starts_over("abc", &mut [0, 1], &mut seen), Ok(3));
    assert_eq!(seen, ["bc[2]", "bc[3]", "bc[4]"]);
    seen.clear();
    assert_eq!(done(starts_over_later("abc", &mut [0, 1], &mut seen)), Ok(3));
    assert_eq!(seen, ["bc[2]", "bc[3]", "bc[4]"]);
}

#[retry(backoff = NONE)]
fn taken_out_of_references(
    (sum, step): &mut (usize, usize),
    (other, _): (&mut usize, u8),
    (ref mut own, ref name): (usize, String),
    &mut (ref mut last, one): &mut (usize, usize),
) -> Result<(usize, String), usize> {
    *sum += *step;
    *other += *step;
    *own += *step;
    *last += one;
    if *sum < 3 { Err(*sum) } else { Ok((*own, name.clone())) }
}

#[retry(backoff = NONE)]
async fn taken_out_of_references_later(
    (sum, step): &mut (usize, usize),
    (other, _): (&mut usize, u8),
    (ref mut own, ref name): (usize, String),
    &mut (ref mut last, one): &mut (usize, usize),
) -> Result<(usize, String), usize> {
    *sum += *step;
    ready(()).await;
    *other += *step;
    *own += *step;
    *last += one;
    if *sum < 3 { Err(*sum) } else { Ok((*own, name.clone())) }
}

#[test]
fn what_a_pattern_takes_out_of_a_reference_is_borrowed_again() {
    let (mut pair, mut other, mut last) = ((0, 1), 10, (20, 1));
    let taken =
        taken_out_of_references(&mut pair, (&mut other, 0), (30, String::from("a")), &mut last);
    assert_eq!((taken, pair.0, other, last.0), (Ok((33, String::from("a"))), 3, 13, 23));
    pair.0 = 0;
    let taken = taken_out_of_references_later(
        &mut pair,
        (&mut other, 0),
        (30, String::from("a")),
        &mut last,
    );
    assert_eq!((done(taken), pair.0, other, last.0), (Ok((33, String::from("a"))), 3, 16, 26));
}

struct Borrows<'a>(&'a str);

impl std::fmt::Debug for Borrows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::fmt::Display for Borrows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Borrows<'_> {}

#[retry(backoff = NONE)]
fn borrowed_error<'a>(text: &'a str) -> Result<u32, Borrows<'a>> {
    text.parse().map_err(|_| Borrows(text))
}

#[retry(backoff = NONE)]
async fn borrowed_error_later(text: &str) -> Result<u32, Borrows<'_>> {
    text.parse().map_err(|_| Borrows(text))
}

#[retry(backoff = NONE)]
fn any_error<T, E: std::error::Error>(call: &dyn Fn() -> Result<T, E>) -> Result<T, E> {
    call()
}

#[test]
fn an_error_may_borrow_from_the_arguments() {
    let text = String::from("x");
    assert_eq!(any_error(&|| Err::<(), _>(Borrows(&text))).unwrap_err().0, "x");
    assert_eq!(borrowed_error(&text).unwrap_err().0, "x");
    assert_eq!(done(borrowed_error_later(&text)).unwrap_err().0, "x");
}

macro_rules! made {
    ($function:ident, $sink:ty, $text:ty) => {
        #[retry(backoff = NONE)]
        fn $function(sink: $sink, text: $text, name: String) -> Result<usize, usize> {
            sink.push(name + text);
            third(sink)
        }
    };
}

made!(by_macro, &mut Seen, &str);

#[test]
fn a_reference_is_one_even_if_a_macro_wrote_it() {
    let mut seen = Vec::new();
    assert_eq!(by_macro(&mut seen, "b", String::from("a")), Ok(3));
    assert_eq!(seen, ["ab"; 3]);
}
