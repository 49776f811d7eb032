//! Free functions.

use crate::{ApiError, Reply};
use resilience::circuit_breaker;
use std::fmt::Debug;
use std::sync::Mutex;

#[circuit_breaker]
fn question_mark(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    Err(ApiError::Status(404))?;
    Ok(number)
}

#[circuit_breaker]
fn early_return(text: &str) -> Reply<usize> {
    for (index, letter) in text.chars().enumerate() {
        if letter == 'x' {
            return Ok(index);
        }
    }
    Err(ApiError::NotFound)
}

#[circuit_breaker]
fn on_one_line() -> Reply<()> { Ok(()) }

#[circuit_breaker]
fn diverges() -> Reply<u32> {
    unreachable!("nobody calls it")
}

#[circuit_breaker]
fn mutable_argument(mut number: u32) -> Reply<u32> {
    number += 1;
    Ok(number)
}

#[derive(Clone, Copy, Debug)]
struct Point {
    x: u32,
    y: u32,
}

#[circuit_breaker]
fn patterns((a, mut b): (u32, u32), Point { x, .. }: Point, [c, _]: [u8; 2], _: u8) -> Reply<u32> {
    b += x;
    Ok(a + b + u32::from(c))
}

#[circuit_breaker]
fn generic<T, const N: usize>(items: &[T; N]) -> Reply<Vec<T>>
where
    T: Clone + Debug,
{
    Ok(items.to_vec())
}

#[circuit_breaker]
fn opaque(items: impl IntoIterator<Item = u32>) -> Reply<impl Iterator<Item = u32> + Clone> {
    let items: Vec<u32> = items.into_iter().collect();
    if items.is_empty() {
        return Err(ApiError::NotFound);
    }
    Ok(items.into_iter())
}

#[circuit_breaker]
fn opaque_within(items: Vec<u32>) -> Reply<Option<Box<impl Fn() -> usize>>> {
    Ok(Some(Box::new(move || items.len())))
}

#[circuit_breaker]
fn lifetimes<'a>(one: &'a str, two: &str) -> Reply<&'a str> {
    Ok(if two.is_empty() { one } else { &one[1..] })
}

#[circuit_breaker]
fn reborrow(items: &mut [String]) -> Reply<&mut String> {
    items.iter_mut().next().ok_or(ApiError::NotFound)
}

#[circuit_breaker]
fn trait_objects(callback: &mut dyn FnMut() -> u32) -> Reply<Box<dyn Debug>> {
    if callback() == 3 {
        return Ok(Box::new(3));
    }
    Ok(Box::new("three"))
}

#[circuit_breaker]
fn function_pointer(same: for<'a> fn(&'a str) -> &'a str) -> Reply<for<'a> fn(&'a str) -> &'a str> {
    Ok(same)
}

/// The temporaries of a tail expression are dropped before or after the locals, by the edition.
#[circuit_breaker]
fn tail_temporaries(items: &Mutex<Vec<u32>>) -> Reply<u32> {
    items.lock().map_err(|_| ApiError::NotFound)?.first().copied().ok_or(ApiError::NotFound)
}

#[circuit_breaker]
fn r#match(r#type: u32) -> Reply<u32> {
    Ok(r#type)
}

#[circuit_breaker]
fn inner_attributes(number: i64) -> Reply<u32> {
    #![allow(clippy::cast_possible_truncation)]
    #![expect(clippy::cast_sign_loss, reason = "a test")]
    Ok(number as u32)
}

/// # Safety
///
/// The pointer is valid.
#[circuit_breaker]
unsafe fn not_safe(pointer: *const u32) -> Reply<u32> {
    // SAFETY: the caller's promise.
    Ok(unsafe { *pointer })
}

#[must_use = "a test"]
#[circuit_breaker]
#[inline]
#[track_caller]
fn attributes(number: u32) -> Reply<u32> {
    Ok(number)
}

#[circuit_breaker]
fn recursive(depth: u32) -> Reply<u32> {
    if depth == 0 { Ok(0) } else { recursive(depth - 1) }
}

fn nested(number: u32) -> Reply<u32> {
    #[circuit_breaker]
    fn within(number: u32) -> Reply<u32> {
        #[circuit_breaker]
        fn deeper(number: u32) -> Reply<u32> {
            Ok(number)
        }
        deeper(number)
    }
    within(number)
}

/// Names that the expansion could mix up with its own.
#[circuit_breaker(excluded_if = error)]
fn site(permit: u32, body: u32, here: u32, future: u32) -> Reply<u32> {
    Ok(permit + body + here + future)
}

fn error(_: &ApiError) -> bool {
    false
}

/// Names that the expansion could take for those of the standard library.
mod shadows {
    #![expect(dead_code, reason = "they are there to be in the way")]

    struct Result;
    struct Ok;
    struct Err;
    mod core {}
    mod std {}
    mod resilience {}

    #[::resilience::circuit_breaker]
    pub(super) fn sync() -> crate::Reply<u32> {
        ::std::result::Result::Ok(1)
    }

    #[::resilience::circuit_breaker(name = "shadows")]
    pub(super) async fn later() -> crate::Reply<u32> {
        ::std::result::Result::Ok(1)
    }
}

pub(crate) fn all() {
    let number = 3;
    let point = Point { x: 1, y: 2 };
    let mut items = vec![String::from("a"), point.y.to_string()];
    // SAFETY: it points to a local.
    drop(unsafe { not_safe(&raw const number) });
    drop((question_mark("1"), early_return("x"), on_one_line(), mutable_argument(1)));
    drop((patterns((1, 2), point, [3, 4], 5), generic(&[1, 2]), opaque([1, 2])));
    drop((opaque_within(vec![1]), lifetimes("a", "b"), reborrow(&mut items)));
    drop((trait_objects(&mut || 1), function_pointer(|text| text)));
    drop((tail_temporaries(&Mutex::default()), r#match(1), inner_attributes(1)));
    drop((attributes(1), recursive(1), nested(1), site(1, 2, 3, 4)));
    drop((shadows::sync(), shadows::later()));
    let _: fn() -> Reply<u32> = diverges;
}
