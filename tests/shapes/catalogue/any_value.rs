//! Functions that return no `Result`

/// Nothing
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod unit {
    #[guard(waits)]
    pub fn send(text: &str) {
        drop(text.to_owned());
    }
}

/// Nothing, and nothing in the body
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod empty {
    #[guard(waits)]
    pub fn send() {}
}

/// A number
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `u32` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod number {
    #[guard(waits)]
    pub fn count(ids: &[u32]) -> u32 {
        ids.iter().sum()
    }
}

/// `Option`, with `?`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `Option` cannot hold; or write a `failure_if = …`,
/// which judges any value, and a `fallback = …`, which makes one
mod option {
    #[guard(waits)]
    pub fn find(text: &str) -> Option<u32> {
        let (_, id) = text.split_once('=')?;
        id.parse().ok()
    }

    #[guard(waits)]
    pub async fn find_later(text: &str) -> Option<&str> {
        let (_, id) = text.split_once('=')?;
        std::future::ready(Some(id)).await
    }
}

/// A tuple
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which a tuple cannot hold; or write a `failure_if = …`,
/// which judges any value, and a `fallback = …`, which makes one
mod tuple {
    #[guard(waits)]
    pub fn both() -> (u32, String) {
        (1, String::new())
    }
}

/// An array
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which an array cannot hold; or write a `failure_if = …`,
/// which judges any value, and a `fallback = …`, which makes one
mod array {
    #[guard(waits)]
    pub fn page(id: u8) -> [u8; 4096] {
        [id; 4096]
    }
}

/// A reference
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which a reference cannot hold; or write a `failure_if = …`,
/// which judges any value, and a `fallback = …`, which makes one
mod reference {
    #[guard(waits)]
    pub fn last(items: &mut [u32]) -> &mut u32 {
        items.last_mut().expect("there is one")
    }
}

/// `impl Iterator`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which an `impl Trait` cannot hold; or write a `failure_if =
/// …`, which judges any value, and a `fallback = …`, which makes one
mod opaque {
    #[guard(waits)]
    pub fn all(items: &[u32]) -> impl Iterator<Item = u32> + Clone + '_ {
        items.iter().copied()
    }
}

/// A closure that borrows
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which an `impl Trait` cannot hold; or write a `failure_if =
/// …`, which judges any value, and a `fallback = …`, which makes one
mod closure {
    #[guard(waits)]
    pub fn adder(number: &u32) -> impl Fn(u32) -> u32 + '_ {
        move |more| number + more
    }
}

/// A trait object
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `Box` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod trait_object {
    use std::fmt::Display;

    #[guard(waits)]
    pub fn make(text: bool) -> Box<dyn Display> {
        if text {
            return Box::new("three");
        }
        Box::new(3)
    }
}

/// A generic type
///
/// circuit_breaker: a guarded function returns a `Result`, and `T` is none
mod generic {
    #[guard(waits)]
    pub fn make<T: Default>() -> T {
        T::default()
    }
}

/// `Self` and a type of the user's own
///
/// circuit_breaker: a guarded function returns a `Result`, and
/// `any_value::own_type::Connected` is none
mod own_type {
    #[derive(Debug)]
    pub struct Connected(String);

    impl Connected {
        #[guard(waits)]
        pub fn open(name: &str) -> Self {
            Self(name.to_owned())
        }

        #[guard(waits)]
        pub async fn renamed(mut self, name: &str) -> Connected {
            std::future::ready(()).await;
            name.clone_into(&mut self.0);
            self
        }
    }
}

/// An alias of no result
///
/// circuit_breaker: a guarded function returns a `Result`, and `u32` is none
mod alias {
    pub type Reply = u32;

    #[guard(waits)]
    pub fn fetch(id: u32) -> Reply {
        id
    }
}

/// `async`, `impl Iterator`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which an `impl Trait` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod opaque_async {
    #[guard(waits)]
    pub async fn all(last: u32) -> impl Iterator<Item = u32> {
        std::future::ready(0..last).await
    }
}

/// `Option<Result>`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `Option` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod option_of_result {
    #[guard(waits)]
    pub fn next(ids: &mut Vec<u32>) -> Option<crate::Reply<u32>> {
        ids.pop().map(Ok)
    }
}

/// A raw pointer
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which a reference cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod pointer {
    #[guard(waits)]
    pub fn last(items: &mut [u32]) -> *mut u32 {
        items.as_mut_ptr()
    }
}
