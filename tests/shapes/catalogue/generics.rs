//! Generics and lifetimes

/// Types, bounded in the list and in a `where`
///
/// retry: no
mod types {
    #[guard]
    pub fn fetch<T: Clone, I>(items: I) -> crate::Reply<Vec<T>>
    where
        I: IntoIterator<Item = T>,
    {
        Ok(items.into_iter().collect())
    }
}

/// Constants
mod constants {
    #[guard]
    pub fn fetch<T: Copy, const N: usize, const DEEP: bool>(
        items: &[T; N],
    ) -> crate::Reply<[T; N]> {
        if DEEP { Err(crate::ApiError::NotFound) } else { Ok(*items) }
    }
}

/// `T: ?Sized`
mod unsized_type {
    #[guard]
    pub fn fetch<T: ?Sized + AsRef<str>>(name: &T) -> crate::Reply<usize> {
        Ok(name.as_ref().len())
    }
}

/// A lifetime that outlives another
mod lifetimes {
    #[guard]
    pub fn fetch<'a, 'b: 'a>(one: &'a str, two: &'b str, three: &str) -> crate::Reply<&'a str> {
        Ok(if three.is_empty() { one } else { two })
    }
}

/// Lifetimes of the arguments' types, elided
///
/// retry: no
mod lifetimes_elided {
    use std::borrow::Cow;

    #[derive(Debug)]
    pub struct View<'a>(pub &'a str);

    #[guard]
    pub fn fetch(view: View<'_>) -> crate::Reply<Cow<'_, str>> {
        Ok(Cow::Borrowed(view.0))
    }
}

/// A higher-ranked bound
///
/// retry: no
mod higher_ranked {
    #[guard]
    pub fn fetch<F>(choose: F) -> crate::Reply<String>
    where
        F: for<'a> Fn(&'a str, &'a str) -> &'a str,
        for<'a> &'a F: Sized,
    {
        Ok(choose("one", "two").to_owned())
    }
}

/// A projection of a generic type
///
/// retry: no
mod projection {
    #[guard]
    pub fn fetch<I: Iterator>(mut items: I) -> crate::Reply<<I as Iterator>::Item>
    where
        I::Item: Clone,
    {
        items.next().ok_or(crate::ApiError::NotFound)
    }
}

/// The error itself is generic
mod error {
    use resilience::Rejected;
    use std::fmt::Display;

    #[guard]
    pub fn fetch<T: Default, E: From<Rejected> + Display>() -> Result<T, E> {
        Ok(T::default())
    }
}

/// A method of a generic type
///
/// retry: no
mod method {
    #[derive(Debug)]
    pub struct Cache<T, const N: usize>(pub [T; N]);

    impl<T: Clone, const N: usize> Cache<T, N> {
        #[guard]
        pub fn get<I: Into<usize>>(&self, index: I) -> crate::Reply<T> {
            self.0.get(index.into()).cloned().ok_or(crate::ApiError::NotFound)
        }
    }
}

/// `async` and all of it
mod all_async {
    use std::fmt::Debug;
    use std::future::ready;

    #[guard]
    pub async fn fetch<'a, T, const N: usize>(items: &'a [T; N], _: &str) -> crate::Reply<&'a T>
    where
        T: Debug + Sync,
    {
        ready(()).await;
        items.first().ok_or(crate::ApiError::NotFound)
    }

    pub fn spawn() {
        crate::send(fetch(&[1, 2], ""));
    }
}

/// `async` with a callback that is `async`
///
/// retry: no
mod async_callback {
    #[guard]
    pub async fn fetch<F>(ask: F) -> crate::Reply<u32>
    where
        F: AsyncFn(&str) -> u32,
    {
        Ok(ask("one").await + ask("two").await)
    }
}

/// Instances of a generic function with different types
mod instances {
    #[guard]
    pub fn fetch<T: std::str::FromStr>(text: &str) -> crate::Reply<T> {
        text.parse().map_err(|_| crate::ApiError::NoNumber)
    }

    pub fn both() -> crate::Reply<(u8, String)> {
        Ok((fetch("1")?, fetch::<String>("a")?))
    }
}
