//! Arguments of `#[retry]`: lints on them, and patterns that take references apart.

use crate::{ApiError, Reply};
use resilience::{retry, timeout};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;

#[retry]
#[expect(clippy::needless_pass_by_value, reason = "nobody uses it")]
fn unused(
    #[expect(unused_variables, reason = "a test")] owned: String,
    #[expect(unused_variables, reason = "a test")] borrowed: &str,
    #[expect(unused_variables, reason = "a test")] exclusive: &mut u32,
    #[deny(unused_mut)] mut items: Vec<u32>,
    #[deny(unused_mut)] mut number: u32,
) -> Reply<u32> {
    number += 1;
    items.push(1);
    drop(items);
    Ok(number)
}

#[retry]
async fn unused_later(
    #[expect(unused_variables, reason = "a test")] owned: String,
    #[expect(unused_variables, reason = "a test")] borrowed: &str,
    #[expect(unused_variables, reason = "a test")] exclusive: &mut u32,
    #[deny(unused_mut)] mut items: Vec<u32>,
) -> Reply<u32> {
    items.push(1);
    drop(items);
    ready(Ok(1)).await
}

#[retry]
#[expect(clippy::needless_pass_by_value, reason = "nobody uses it")]
fn unused_returned(
    #[expect(unused_variables, reason = "a test")] owned: String,
) -> impl Future<Output = Reply<u32>> {
    ready(Ok(1))
}

#[retry]
fn unused_and_named_so(_id: u32, _name: &str, _last: Vec<u32>) -> Reply<u32> {
    Ok(1)
}

#[retry]
async fn unused_with_items() -> Reply<u32> {
    use std::future::ready;
    const ONE: u32 = 1;
    ready(Ok(ONE)).await
}

/// One of two is used: that fulfils it.
#[retry]
fn unused_in_part(
    #[expect(unused_variables, reason = "a test")] (one, two): (u32, String),
) -> Reply<u32> {
    Ok(one)
}

#[retry(by_ref(shared))]
#[expect(clippy::needless_pass_by_value, reason = "nobody uses it")]
fn unused_by_ref(#[expect(unused_variables, reason = "a test")] shared: String) -> Reply<u32> {
    Ok(1)
}

#[retry]
#[timeout(1)]
#[retry(name = "inner")]
async fn unused_in_a_stack(
    #[expect(unused_variables, reason = "a test")] owned: String,
    #[expect(non_snake_case, reason = "a test")] oddNumber: u32,
) -> Reply<u32> {
    Ok(oddNumber)
}

#[retry]
fn named_oddly(#[expect(non_snake_case, reason = "a test")] oddNumber: u32) -> Reply<u32> {
    Ok(oddNumber)
}

#[retry]
fn taken_apart(
    (count, step): &mut (u32, u32),
    (other, text): (&mut u32, &str),
    (ref mut own, ref name): (u32, String),
    &mut (ref mut inner, _): &mut (u32, String),
    ((deep, _), [first, ..]): ((&mut u32, u8), [u8; 2]),
) -> Reply<usize> {
    *count += *step;
    *other += u32::from(first);
    *own += *inner;
    *inner += *deep;
    Ok(text.len() + name.len())
}

#[retry]
async fn taken_apart_later(
    (count, step): &mut (u32, u32),
    (other, text): (&mut u32, &str),
    (ref mut own, ref name): (u32, String),
    &mut (ref mut inner, _): &mut (u32, String),
    ((deep, _), [first, ..]): ((&mut u32, u8), [u8; 2]),
) -> Reply<usize> {
    ready(()).await;
    *count += *step;
    *other += u32::from(first);
    *own += *inner;
    *inner += *deep;
    Ok(text.len() + name.len())
}

#[retry]
fn advancing(mut text: &str, mut rest: &mut [u8]) -> Reply<usize> {
    text = text.get(1..).ok_or(ApiError::NotFound)?;
    rest = rest.get_mut(1..).ok_or(ApiError::NotFound)?;
    Ok(text.len() + rest.len())
}

#[retry]
async fn advancing_later(mut text: &str, mut rest: &mut [u8]) -> Reply<usize> {
    text = ready(text.get(1..)).await.ok_or(ApiError::NotFound)?;
    rest = rest.get_mut(1..).ok_or(ApiError::NotFound)?;
    Ok(text.len() + rest.len())
}

#[retry]
fn owned_for_ever(
    text: String,
    name: &'static str,
) -> impl Future<Output = Reply<usize>> + 'static {
    ready(Ok(text.len() + name.len()))
}

#[retry]
fn captured<F: Fn(&str) -> usize + Clone>(
    text: &str,
    judge: F,
) -> impl Future<Output = Reply<usize>> + use<'_, F> {
    ready(Ok(judge(text)))
}

#[retry]
fn boxed_elided(text: Cow<'_, str>) -> Pin<Box<dyn Future<Output = Reply<usize>> + Send + '_>> {
    Box::pin(ready(Ok(text.len())))
}

#[retry]
fn boxed_longer<'a: 'b, 'b>(
    text: &'a str,
    other: &'b str,
) -> Pin<Box<dyn Future<Output = Reply<usize>> + Send + 'b>> {
    Box::pin(ready(Ok(text.len() + other.len())))
}

#[retry]
fn boxed_callable(judge: fn(&str) -> usize) -> Pin<Box<dyn Future<Output = Reply<usize>> + Send>> {
    Box::pin(ready(Ok(judge(""))))
}

/// What it does not use it does not keep.
#[retry]
fn unused_borrowed(_: &str, _text: &str) -> impl Future<Output = Reply<usize>> + 'static {
    ready(Ok(1))
}

#[retry]
fn taken_apart_returned(
    &(number, ref text): &(usize, String),
) -> impl Future<Output = Reply<usize>> + use<'_> {
    ready(Ok(number + text.len()))
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    let mut number = 1;
    let owned = String::new;
    drop((unused(owned(), "", &mut number, vec![], 1), unused_in_part((1, owned()))));
    send(unused_later(owned(), "", &mut number, vec![]));
    send(unused_returned(owned()));
    send(unused_in_a_stack(owned(), 1));
    drop((unused_by_ref(owned()), named_oddly(1)));
    let (mut one, mut two, mut pair) = (1, 2, (3, owned()));
    let three = (4, owned());
    drop(taken_apart(
        &mut (1, 2),
        (&mut one, ""),
        three.clone(),
        &mut pair,
        ((&mut two, 1), [1; 2]),
    ));
    send(taken_apart_later(&mut (1, 2), (&mut one, ""), three, &mut pair, ((&mut two, 1), [1; 2])));
    send((
        owned_for_ever(owned(), ""),
        boxed_elided("".into()),
        boxed_longer("", ""),
        captured("", str::len),
    ));
    send((unused_borrowed("", ""), unused_with_items()));
    drop(unused_and_named_so(1, "", vec![]));
    send((boxed_callable(str::len), taken_apart_returned(&(1, owned()))));
    drop(advancing("ab", &mut [1, 2]));
    send(advancing_later("ab", &mut [1, 2]));
}
