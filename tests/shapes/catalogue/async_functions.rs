//! Async functions

/// `?`, early `return`, several awaits; `Send`
mod awaits {
    use std::future::ready;

    #[guard]
    pub async fn fetch(text: &str) -> crate::Reply<u32> {
        let number: u32 = ready(text.parse()).await?;
        if number == 3 {
            return Err(crate::ApiError::NotFound)?;
        }
        ready(()).await;
        Ok(number)
    }

    pub fn spawn() {
        crate::send(fetch("1"));
    }
}

/// Patterns and `mut` in the arguments
mod patterns {
    #[guard]
    pub async fn fetch(
        (a, mut b): (u32, u32),
        [c, _]: [u8; 2],
        _: u8,
        mut d: u32,
    ) -> crate::Reply<u32> {
        b += a;
        d += b;
        std::future::ready(Ok(u32::from(c) + d)).await
    }
}

/// A trait object in the arguments
mod trait_object {
    #[guard]
    pub async fn fetch(callback: &mut (dyn FnMut() -> u32 + Send)) -> crate::Reply<u32> {
        std::future::ready(()).await;
        Ok(callback())
    }

    pub fn spawn() {
        crate::send(fetch(&mut || 1));
    }
}

/// `impl Trait` in the arguments
///
/// retry: no
mod opaque_argument {
    #[guard]
    pub async fn fetch(ids: impl Iterator<Item = u32> + Send) -> crate::Reply<u32> {
        let mut sum = 0;
        for id in ids {
            sum += std::future::ready(id).await;
        }
        Ok(sum)
    }
}

/// It calls itself through `Box::pin`
mod recursive {
    #[guard]
    pub async fn fetch(depth: u32) -> crate::Reply<u32> {
        if depth == 0 { Ok(0) } else { Box::pin(fetch(depth - 1)).await }
    }

    pub fn spawn() {
        crate::send(fetch(3));
    }
}

/// A loop with labels around awaits
mod loops {
    #[guard]
    pub async fn poll(mut left: u32) -> crate::Reply<u32> {
        'outer: loop {
            while left > 0 {
                std::future::ready(()).await;
                left -= 1;
                if left == 7 {
                    continue 'outer;
                }
            }
            break Ok(left);
        }
    }
}

/// A local of 1 kB and one that borrows from it, across an await
mod local_across_await {
    #[guard]
    pub async fn fetch(id: u8) -> crate::Reply<usize> {
        let page = [id; 1024];
        let start = &page[..10];
        std::future::ready(()).await;
        Ok(start.len() + page.len())
    }
}

/// A local that is not `Send`, gone before the await
mod local_not_send {
    use std::rc::Rc;

    #[guard]
    pub async fn fetch(id: u32) -> crate::Reply<u32> {
        let double = {
            let id = Rc::new(id);
            *id * 2
        };
        std::future::ready(()).await;
        Ok(double)
    }

    pub fn spawn() {
        crate::send(fetch(3));
    }
}

/// Async blocks and async closures within
mod async_within {
    #[guard]
    pub async fn fetch(id: u32) -> crate::Reply<u32> {
        let ask = async |more: u32| -> crate::Reply<u32> { Ok(id + more) };
        let block = async {
            let one = ask(1).await?;
            Ok::<_, crate::ApiError>(one + 1)
        };
        block.await
    }
}

/// `let else`, `match` and `while let`
mod statements {
    #[guard]
    pub async fn fetch(mut ids: Vec<u32>) -> crate::Reply<u32> {
        let Some(first) = ids.pop() else {
            return Err(crate::ApiError::NotFound);
        };
        while let Some(id) = ids.pop() {
            match std::future::ready(id).await {
                0 => break,
                id if id == first => return Ok(id),
                _ => {}
            }
        }
        Ok(first)
    }
}

/// Inner attributes
mod inner_attributes {
    #[guard]
    pub async fn fetch(id: i64) -> crate::Reply<u32> {
        #![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the shape")]
        std::future::ready(Ok(id as u32)).await
    }
}

/// `async unsafe fn`
mod not_safe {
    /// # Safety
    ///
    /// The pointer is valid until the future is gone.
    #[guard]
    #[expect(clippy::future_not_send, reason = "a pointer is not")]
    pub async unsafe fn fetch(pointer: *const u32) -> crate::Reply<u32> {
        std::future::ready(()).await;
        // SAFETY: the caller's promise.
        Ok(unsafe { *pointer })
    }
}

/// No await at all, on one line
mod on_one_line {
    #[guard]
    #[rustfmt::skip]
    pub async fn fetch() -> crate::Reply<()> { Ok(()) }
}

/// `#[tokio::main]` above
mod tokio_main_above {
    #[tokio::main(flavor = "current_thread")]
    #[guard]
    pub async fn run() -> crate::Reply<()> {
        std::future::ready(Ok(())).await
    }
}

/// `#[tokio::main]` below
mod tokio_main_below {
    #[guard]
    #[tokio::main(flavor = "current_thread")]
    pub async fn run() -> crate::Reply<()> {
        std::future::ready(Ok(())).await
    }
}

/// `#[tokio::test]` above and below
mod tokio_test {
    #[tokio::test]
    #[guard]
    async fn above() -> crate::Reply<()> {
        std::future::ready(Ok(())).await
    }

    #[guard]
    #[tokio::test]
    async fn below() -> crate::Reply<()> {
        std::future::ready(Ok(())).await
    }
}

/// Items first
mod items {
    #[guard]
    pub async fn fetch(id: u32) -> crate::Reply<u32> {
        use std::future::ready;
        const LIMIT: u32 = 3;
        async fn more() -> u32 {
            LIMIT
        }
        ready(Ok(id + more().await)).await
    }
}

/// A higher-ranked callback that returns a boxed future; `Send`
///
/// retry: no
mod higher_ranked_callback {
    use futures_util::future::BoxFuture;

    #[guard]
    pub async fn fetch<F>(ask: F) -> crate::Reply<usize>
    where
        F: for<'a> Fn(&'a str) -> BoxFuture<'a, usize> + Send + Sync,
    {
        let name = String::from("a");
        Ok(ask(&name).await)
    }

    pub fn spawn() {
        crate::send(fetch(|name| Box::pin(async move { name.len() })));
    }
}

/// A stream of futures that borrow; `Send`
mod stream {
    use futures_util::{StreamExt as _, stream};

    #[guard]
    pub async fn fetch(ids: Vec<String>) -> crate::Reply<usize> {
        let mut sum = 0;
        let mut lengths = stream::iter(&ids).map(|id| async move { id.len() }).boxed();
        while let Some(length) = lengths.next().await {
            sum += length.await;
        }
        Ok(sum)
    }

    pub fn spawn() {
        crate::send(fetch(Vec::new()));
    }
}

/// `tokio::select!` and `tokio::try_join!`; `Send`
mod macros_of_tokio {
    use crate::ApiError;
    use std::future::{pending, ready};

    #[guard]
    pub async fn fetch(id: u32) -> crate::Reply<u32> {
        tokio::select! {
            id = ready(id) => Ok(id),
            () = pending() => Err(ApiError::NotFound),
        }
    }

    #[guard]
    pub async fn both(id: u32) -> crate::Reply<u32> {
        let (one, two) = tokio::try_join!(fetch(id), async { Ok::<u32, ApiError>(id) })?;
        Ok(one + two)
    }

    pub fn spawn() {
        crate::send((fetch(1), both(1)));
    }
}
