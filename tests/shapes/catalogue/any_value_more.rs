//! Functions that return no `Result`: futures, traits, the never type

/// Nothing, `async`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod unit_async {
    #[guard(waits)]
    pub async fn send(text: &str) {
        std::future::ready(text).await;
    }
}

/// `ControlFlow` and `Poll`, with `?`
///
/// circuit_breaker: a guarded function returns a `Result`, and `std::ops::ControlFlow<u32>` is none
mod other_tries {
    use std::ops::ControlFlow;

    #[guard(waits)]
    pub fn find(ids: &[u32]) -> ControlFlow<u32> {
        ids.iter().try_for_each(|id| {
            if *id > 3 { ControlFlow::Break(*id) } else { ControlFlow::Continue(()) }
        })?;
        ControlFlow::Continue(())
    }
}

/// `-> !`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `!` cannot hold
mod never {
    #[guard(waits)]
    pub fn stop() -> ! {
        panic!("that is all")
    }

    #[guard(waits)]
    pub async fn stop_later() -> ! {
        std::future::ready(()).await;
        panic!("that is all")
    }
}

/// `-> impl Future` of a number
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `u32` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod opaque_future {
    use std::future::Future;

    #[guard(waits)]
    pub fn count(text: &str) -> impl Future<Output = u32> + Send {
        let text = text.to_owned();
        async move { text.len().try_into().unwrap_or(u32::MAX) }
    }
}

/// `BoxFuture` of nothing
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod box_future {
    use futures_util::future::BoxFuture;

    #[guard(waits)]
    pub fn send(text: &str) -> BoxFuture<'_, ()> {
        Box::pin(async move { drop(text.to_owned()) })
    }
}

/// `#[async_trait]`, nothing returned
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod async_trait_unit {
    #[async_trait::async_trait]
    pub trait Sink {
        async fn send(&self, text: &str);
    }

    #[async_trait::async_trait]
    impl Sink for u32 {
        #[guard(waits)]
        async fn send(&self, text: &str) {
            std::future::ready(text).await;
        }
    }
}

/// Of traits of the standard library: `Iterator`, `Drop`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `Option` cannot hold; or write a `failure_if = …`,
/// which judges any value, and a `fallback = …`, which makes one
mod of_std {
    #[derive(Debug)]
    pub struct Ids(pub u32);

    impl Iterator for Ids {
        type Item = u32;

        #[guard(waits)]
        fn next(&mut self) -> Option<Self::Item> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }
}

/// `Drop::drop`
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod of_drop {
    #[derive(Debug)]
    pub struct Connection(pub u32);

    impl Drop for Connection {
        #[guard(waits)]
        fn drop(&mut self) {
            self.0 = 0;
        }
    }
}

/// `#[tokio::main]`, nothing returned, above and below
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `()` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod tokio_main {
    #[tokio::main(flavor = "current_thread")]
    #[guard(waits)]
    pub async fn above() {
        std::future::ready(()).await;
    }

    #[guard(waits)]
    #[tokio::main(flavor = "current_thread")]
    pub async fn below() {
        std::future::ready(()).await;
    }
}

/// A temporary in the tail expression that borrows from a local
///
/// edition: 2024
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `usize` cannot hold; or write a `failure_if = …`,
/// which judges any value, and a `fallback = …`, which makes one
mod tail_temporary_of_local {
    use std::cell::RefCell;

    #[guard(waits)]
    pub fn count() -> usize {
        let items = RefCell::new(vec![1, 2]);
        items.borrow().len()
    }
}

/// Futures in a `Vec`: no future itself
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `Vec` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod several_futures {
    use std::future::{Future, ready};

    #[guard(waits)]
    pub fn all() -> Vec<impl Future<Output = u32> + Send> {
        vec![ready(1), ready(2)]
    }
}

/// It starts with what could end another statement
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `i32` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
mod starts_with_operator {
    #[guard(waits)]
    pub fn negative(number: &mut i32) -> i32 {
        -*number
    }

    #[guard(waits)]
    pub fn first(numbers: &[i32; 2]) -> i32 {
        (numbers[0] * 2).max(numbers[1])
    }
}

/// A closure, from the first token on
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which an `impl Trait` cannot hold; or write a `failure_if =
/// …`, which judges any value, and a `fallback = …`, which makes one
mod starts_with_bar {
    #[guard(waits)]
    pub fn one() -> impl Fn() -> u32 {
        || 1
    }
}

/// A future of a type of its own: what makes it is guarded
///
/// circuit_breaker: a guarded function returns a `Result`, and
/// `any_value_more::future_of_own_type::Answer` is none
mod future_of_own_type {
    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    #[derive(Debug)]
    pub struct Answer(u32);

    impl Future for Answer {
        type Output = u32;

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
            Poll::Ready(self.0)
        }
    }

    #[guard(waits)]
    pub fn ask(id: u32) -> Answer {
        Answer(id)
    }
}
