//! Free functions.

use crate::{ApiError, Reply};
use resilience::rate_limiter;
use std::fmt::{Debug, Display};
use std::sync::Mutex;

#[rate_limiter]
fn unit(text: &str) {
    drop(text.to_owned());
}

#[rate_limiter]
fn nothing() {}

#[rate_limiter]
fn on_one_line() -> u32 { 1 }

#[rate_limiter]
fn never() -> ! {
    panic!("nobody calls it")
}

#[rate_limiter]
fn diverges() -> u32 {
    unreachable!("nobody calls it")
}

#[rate_limiter]
fn option(text: &str) -> Option<u32> {
    let number = text.parse().ok()?;
    Some(number)
}

#[rate_limiter(timeout = 1)]
fn question_mark(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    Err(ApiError::Status(404))?;
    Ok(number)
}

#[rate_limiter(blocking = false)]
fn early_return(text: &str) -> Reply<usize> {
    for (index, letter) in text.chars().enumerate() {
        if letter == 'x' {
            return Ok(index);
        }
    }
    Err(ApiError::NotFound)
}

#[rate_limiter]
fn mutable_argument(mut number: u32) -> u32 {
    number += 1;
    number
}

#[derive(Clone, Copy, Debug)]
struct Point {
    x: u32,
    y: u32,
}

#[rate_limiter]
fn patterns((a, mut b): (u32, u32), Point { x, .. }: Point, [c, _]: [u8; 2], _: u8) -> u32 {
    b += x;
    a + b + u32::from(c)
}

#[rate_limiter(blocking = false)]
fn generic<T, const N: usize>(items: &[T; N]) -> Reply<Vec<T>>
where
    T: Clone + Debug,
{
    Ok(items.to_vec())
}

#[rate_limiter]
fn opaque(items: impl IntoIterator<Item = u32>) -> impl Iterator<Item = u32> + Clone {
    items.into_iter().collect::<Vec<_>>().into_iter()
}

#[rate_limiter(timeout = 0)]
fn opaque_within(items: Vec<u32>) -> Reply<impl Fn() -> usize> {
    if items.is_empty() {
        return Err(ApiError::NotFound);
    }
    Ok(move || items.len())
}

#[rate_limiter]
fn lifetimes<'a>(one: &'a str, two: &str) -> &'a str {
    if two.is_empty() { one } else { &one[1..] }
}

#[rate_limiter(blocking = false)]
fn reborrow(items: &mut [String]) -> Reply<&mut String> {
    items.iter_mut().next().ok_or(ApiError::NotFound)
}

#[rate_limiter]
fn trait_object(callback: &mut dyn FnMut() -> u32) -> Box<dyn Debug> {
    if callback() == 3 {
        return Box::new(3);
    }
    Box::new("three")
}

/// The temporaries of a tail expression are dropped before or after the locals, by the edition.
#[rate_limiter]
fn tail_temporaries(items: &Mutex<Vec<u32>>) -> Option<u32> {
    items.lock().ok()?.first().copied()
}

/// Items first, as clippy wants them.
#[rate_limiter]
fn items_first() -> u32 {
    const ONE: u32 = 1;
    fn two() -> u32 {
        2
    }
    use std::cmp::max;
    max(ONE, two())
}

/// What could be taken for the rest of the statement before.
#[rate_limiter]
fn starts_with_an_operator(number: &mut i32) -> i32 {
    -*number
}

#[rate_limiter]
fn starts_with_a_reference(items: &[i32; 2]) -> &[i32] {
    &items[1..]
}

#[rate_limiter]
fn starts_with_a_tuple() -> (i32, i32) {
    (1, 2)
}

#[rate_limiter]
fn starts_with_a_bar() -> impl Fn() -> i32 {
    || 1
}

#[rate_limiter]
fn r#match(r#type: u32) -> u32 {
    r#type
}

#[rate_limiter]
fn inner_attributes(number: i64) -> u32 {
    #![allow(clippy::cast_possible_truncation)]
    #![expect(clippy::cast_sign_loss, reason = "a test")]
    number as u32
}

/// # Safety
///
/// The pointer is valid.
#[rate_limiter]
unsafe fn not_safe(pointer: *const u32) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { *pointer }
}

#[rate_limiter]
extern "C" fn foreign_abi(number: u32) -> u32 {
    number
}

#[must_use = "a test"]
#[rate_limiter(timeout = 1)]
#[inline]
#[track_caller]
fn attributes(number: u32) -> Reply<u32> {
    Ok(number)
}

#[rate_limiter]
fn recursive(depth: u32) -> u32 {
    if depth == 0 { 0 } else { recursive(depth - 1) }
}

fn nested(number: u32) -> u32 {
    #[rate_limiter]
    fn within(number: u32) -> u32 {
        #[rate_limiter]
        fn deeper(number: u32) -> u32 {
            number
        }
        deeper(number)
    }
    within(number)
}

/// Names that the expansion could mix up with its own.
#[rate_limiter(blocking = false, fallback = rejected)]
fn limiter(admitted: u32, waiting: u32, here: u32, future: u32) -> u32 {
    admitted + waiting + here + future
}

fn rejected(rejected: impl Display) -> u32 {
    drop(rejected.to_string());
    0
}

/// Names that the expansion could take for those of the standard library.
mod shadows {
    #![expect(dead_code, reason = "they are there to be in the way")]

    struct Result;
    struct Ok;
    struct Err;
    trait Clone {}
    mod core {}
    mod std {}
    mod resilience {}

    #[::resilience::rate_limiter]
    pub(super) fn waits() -> u32 {
        1
    }

    #[::resilience::rate_limiter(name = "shadows", timeout = 1, map_err = crate::ApiError::Rejected)]
    pub(super) async fn later() -> crate::Reply<u32> {
        ::std::result::Result::Ok(1)
    }
}

pub(crate) fn all() {
    let number = 3;
    let point = Point { x: 1, y: 2 };
    let mut items = vec![String::from("a"), point.y.to_string()];
    // SAFETY: it points to a local.
    let _ = unsafe { not_safe(&raw const number) };
    unit("a");
    nothing();
    drop((on_one_line(), option("1"), question_mark("1"), early_return("x"), mutable_argument(1)));
    drop((patterns((1, 2), point, [3, 4], 5), generic(&[1, 2]), opaque([1, 2])));
    drop((opaque_within(vec![1]), lifetimes("a", "b"), reborrow(&mut items)));
    drop((trait_object(&mut || 1), tail_temporaries(&Mutex::default()), items_first()));
    drop((starts_with_an_operator(&mut 1), starts_with_a_tuple(), starts_with_a_bar()));
    let _ = (starts_with_a_reference(&[1, 2]), r#match(1), inner_attributes(1), foreign_abi(1));
    drop((attributes(1), recursive(1), nested(1), limiter(1, 2, 3, 4)));
    drop((shadows::waits(), shadows::later()));
    let _: (fn() -> !, fn() -> u32) = (never, diverges);
}
