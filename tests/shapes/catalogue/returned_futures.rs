//! Functions that return a future

/// `-> impl Future`, an async block
mod opaque_block {
    use std::future::Future;

    #[guard]
    #[expect(clippy::manual_async_fn, reason = "this is the shape")]
    pub fn fetch(text: &str) -> impl Future<Output = crate::Reply<u32>> + Send + '_ {
        async move {
            if text.is_empty() {
                return Err(crate::ApiError::NotFound);
            }
            std::future::ready(()).await;
            Ok(text.parse()?)
        }
    }
}

/// `-> impl Future`, which captures a lifetime unsaid
///
/// edition: 2024
mod opaque_unsaid {
    #[guard]
    pub fn fetch(text: &str) -> impl Future<Output = crate::Reply<u32>> {
        let length = text.len();
        async move { text.get(length..).ok_or(crate::ApiError::NotFound)?.parse().map_err(Into::into) }
    }
}

/// `-> impl Future`, statements before an async block
///
/// retry: no
mod opaque_statements {
    use std::future::Future;

    #[guard]
    pub fn fetch(text: &str) -> impl Future<Output = crate::Reply<usize>> + Send + 'static {
        let owned = text.to_owned();
        async move { Ok(owned.len()) }
    }
}

/// `-> impl Future`, no async block
///
/// retry: no
mod opaque_value {
    use std::future::{Future, ready};

    #[guard]
    pub fn fetch(text: &str) -> impl Future<Output = crate::Reply<u32>> {
        let number = text.parse();
        if number == Ok(3) {
            return ready(Err(crate::ApiError::NotFound));
        }
        ready(number.map_err(crate::ApiError::from))
    }
}

/// `-> impl Future + Unpin`
///
/// circuit_breaker: a guarded future cannot move while it runs, so it is not `Unpin`: leave that
/// out, or return a `Pin<Box<dyn Future>>`, which is
/// rate_limiter: a guarded future cannot move while it runs, so it is not `Unpin`: leave that
/// out, or return a `Pin<Box<dyn Future>>`, which is
mod opaque_unpin {
    use std::future::{Future, ready};

    #[guard]
    pub fn fetch(id: u32) -> impl Future<Output = crate::Reply<u32>> + Unpin {
        ready(Ok(id))
    }
}

/// `-> impl Future + use<…>`
///
/// retry: no
mod opaque_captures {
    use std::fmt::Display;
    use std::future::Future;

    #[guard]
    pub fn fetch<'a, T: Display>(
        one: &'a str,
        two: &T,
    ) -> impl Future<Output = crate::Reply<&'a str>> + use<'a, T> {
        let length = two.to_string().len();
        async move { one.get(length..).ok_or(crate::ApiError::NotFound) }
    }
}

/// `-> Pin<Box<dyn Future>>`, `Box::pin(async move { … })`
mod boxed_block {
    use std::future::Future;
    use std::pin::Pin;

    #[guard]
    pub fn fetch<'a, 'b>(
        text: &'a str,
    ) -> Pin<Box<dyn Future<Output = crate::Reply<u32>> + Send + 'b>>
    where
        'a: 'b,
    {
        Box::pin(async move {
            let number: u32 = text.parse()?;
            if number == 3 {
                return Err(crate::ApiError::NotFound);
            }
            std::future::ready(Ok(number)).await
        })
    }
}

/// `-> Pin<Box<dyn Future>>`, an async block that does not move
mod boxed_borrowing_block {
    use std::future::Future;
    use std::pin::Pin;

    #[guard]
    pub fn fetch() -> Pin<Box<dyn Future<Output = crate::Reply<u32>> + Send>> {
        Box::pin(async { std::future::ready(Ok(1)).await })
    }
}

/// `-> Pin<Box<dyn Future>>`, two futures of different types
mod boxed_in_two_ways {
    use std::future::{Future, ready};
    use std::pin::Pin;

    #[guard]
    pub fn fetch(text: &str) -> Pin<Box<dyn Future<Output = crate::Reply<u32>> + Send + '_>> {
        if text.is_empty() {
            return Box::pin(ready(Ok(0)));
        }
        Box::pin(async move { Ok(text.parse()?) })
    }
}

/// `-> Pin<Box<dyn Future>>` by their full paths
mod boxed_by_full_paths {
    #[guard]
    pub fn fetch(
        id: u32,
    ) -> ::std::pin::Pin<::std::boxed::Box<dyn ::core::future::Future<Output = crate::Reply<u32>>>>
    {
        ::std::boxed::Box::pin(async move { Ok(id) })
    }
}

/// It calls itself through a box
mod boxed_recursive {
    use std::future::Future;
    use std::pin::Pin;

    #[guard]
    pub fn fetch(depth: u32) -> Pin<Box<dyn Future<Output = crate::Reply<u32>> + Send>> {
        Box::pin(async move { if depth == 0 { Ok(0) } else { fetch(depth - 1).await } })
    }
}

/// `BoxFuture`, of a method
mod box_future {
    use futures_util::FutureExt as _;
    use futures_util::future::BoxFuture;

    #[derive(Debug)]
    pub struct Db(pub Vec<u32>);

    impl Db {
        #[guard]
        pub fn fetch(&self, index: usize) -> BoxFuture<'_, crate::Reply<u32>> {
            async move { self.0.get(index).copied().ok_or(crate::ApiError::NotFound) }.boxed()
        }
    }
}

/// `LocalBoxFuture`
mod local_box_future {
    use futures_util::future::LocalBoxFuture;
    use std::rc::Rc;

    #[guard]
    pub fn fetch(id: Rc<u32>) -> LocalBoxFuture<'static, crate::Reply<u32>> {
        Box::pin(async move { Ok(*id) })
    }
}

/// An alias of a boxed future, which hides that it is one
///
/// circuit_breaker: a guarded function returns a `Result`, and
/// `Pin<Box<dyn Future<Output = Result<u32, ApiError>>>>` is none
/// rate_limiter: a guarded function returns a `Result`, and
/// `Pin<Box<dyn Future<Output = Result<u32, ApiError>>>>` is none
mod alias_of_boxed {
    use std::future::Future;
    use std::pin::Pin;

    pub type Later<T> = Pin<Box<dyn Future<Output = crate::Reply<T>>>>;

    #[guard]
    pub fn fetch(id: u32) -> Later<u32> {
        Box::pin(async move { Ok(id) })
    }
}
