//! Methods of traits

/// In an implementation, with an associated type
mod implementation {
    pub trait Source {
        type Item;

        fn fetch(&self, index: usize) -> crate::Reply<Self::Item>;
    }

    impl Source for Vec<u32> {
        type Item = u32;

        #[guard]
        fn fetch(&self, index: usize) -> crate::Reply<Self::Item> {
            self.get(index).copied().ok_or(crate::ApiError::NotFound)
        }
    }
}

/// A default method
mod default_method {
    pub trait Source {
        fn fetch(&self, index: usize) -> crate::Reply<u32>;

        #[guard]
        fn fetch_first(&self) -> crate::Reply<u32> {
            self.fetch(0)
        }
    }
}

/// A default method where `Self: Sized`, by value
///
/// retry: no
mod default_method_by_value {
    pub trait Source: Sized {
        fn fetch(&self) -> u32;

        #[guard]
        fn drain(self) -> crate::Reply<(u32, Self)>
        where
            Self: Clone,
        {
            Ok((self.fetch(), self))
        }
    }
}

/// Of a trait that is used as `dyn`
mod of_trait_object {
    pub trait Source {
        #[guard]
        fn fetch(&self, index: &dyn Fn() -> usize) -> crate::Reply<usize> {
            Ok(index())
        }
    }

    impl Source for u32 {}

    pub fn all() -> Vec<Box<dyn Source>> {
        vec![Box::new(1)]
    }
}

/// Of a generic trait, generic themselves
mod generic {
    pub trait Source<Key> {
        fn fetch<T: From<Key>>(&self, key: Key) -> crate::Reply<T>;
    }

    impl<Key: Clone> Source<Key> for () {
        #[guard]
        fn fetch<T: From<Key>>(&self, key: Key) -> crate::Reply<T> {
            Ok(key.into())
        }
    }
}

/// Of the standard library: `FromStr`, `Read`
mod of_std {
    use std::io::{self, Read};
    use std::str::FromStr;

    #[derive(Debug)]
    pub struct Id(pub u32);

    impl FromStr for Id {
        type Err = crate::ApiError;

        #[guard]
        fn from_str(text: &str) -> Result<Self, Self::Err> {
            Ok(Self(text.parse()?))
        }
    }

    impl Read for Id {
        #[guard]
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let byte = into.first_mut().ok_or(io::ErrorKind::WriteZero)?;
            *byte = u8::try_from(self.0).map_err(io::Error::other)?;
            Ok(1)
        }
    }
}

/// A native `async fn`, implemented and as a default
mod async_native {
    use std::future::Future;

    pub trait Source {
        fn fetch(&self, index: usize) -> impl Future<Output = crate::Reply<u32>> + Send;
    }

    impl Source for Vec<u32> {
        #[guard]
        async fn fetch(&self, index: usize) -> crate::Reply<u32> {
            std::future::ready(()).await;
            self.get(index).copied().ok_or(crate::ApiError::NotFound)
        }
    }

    #[expect(async_fn_in_trait, reason = "this is the shape")]
    pub trait First: Source {
        #[guard]
        async fn fetch_first(&self) -> crate::Reply<u32> {
            self.fetch(0).await
        }
    }
}

/// `-> impl Future`, implemented and as a default
mod opaque_future {
    use std::future::{Future, ready};

    pub trait Source: Sync {
        fn fetch(&self, index: usize) -> impl Future<Output = crate::Reply<u32>> + Send;

        #[guard]
        fn fetch_first(&self) -> impl Future<Output = crate::Reply<u32>> + Send {
            let first = self.fetch(0);
            async move { Ok(first.await? + 1) }
        }
    }

    impl Source for Vec<u32> {
        #[guard]
        fn fetch(&self, index: usize) -> impl Future<Output = crate::Reply<u32>> + Send {
            ready(self.get(index).copied().ok_or(crate::ApiError::NotFound))
        }
    }
}

/// `#[async_trait]`, in the implementation
mod async_trait_implementation {
    #[async_trait::async_trait]
    pub trait Source {
        async fn fetch(&self, index: usize, name: &str) -> crate::Reply<u32>;
    }

    #[async_trait::async_trait]
    impl Source for Vec<u32> {
        #[guard]
        async fn fetch(&self, index: usize, name: &str) -> crate::Reply<u32> {
            if name.is_empty() {
                return Ok(name.parse()?);
            }
            std::future::ready(()).await;
            self.get(index).copied().ok_or(crate::ApiError::NotFound)
        }
    }

    pub fn all() -> Vec<Box<dyn Source + Send + Sync>> {
        vec![Box::new(vec![1])]
    }
}

/// `#[async_trait]`, a default method
mod async_trait_default {
    #[async_trait::async_trait]
    pub trait Source: Sync {
        async fn fetch(&self, index: usize) -> crate::Reply<u32>;

        #[guard]
        async fn fetch_first(&self) -> crate::Reply<u32> {
            self.fetch(0).await
        }
    }
}

/// `#[async_trait(?Send)]`, generic, `&mut self`
///
/// retry: no
mod async_trait_not_send {
    use std::fmt::Display;
    use std::rc::Rc;

    #[async_trait::async_trait(?Send)]
    pub trait Source {
        async fn fetch<T: Display>(&mut self, name: T, mut id: Rc<u32>) -> crate::Reply<&mut u32>;
    }

    #[async_trait::async_trait(?Send)]
    impl Source for Vec<u32> {
        #[guard]
        async fn fetch<T: Display>(&mut self, name: T, mut id: Rc<u32>) -> crate::Reply<&mut u32> {
            *Rc::make_mut(&mut id) += name.to_string().parse::<u32>()?;
            std::future::ready(()).await;
            self.push(*id);
            self.last_mut().ok_or(crate::ApiError::NotFound)
        }
    }
}

/// Of two traits and two types, all with one name
mod one_name {
    pub trait Source {
        fn fetch(&self) -> crate::Reply<u32>;
    }

    pub trait Other {
        fn fetch(&self) -> crate::Reply<u32>;
    }

    impl Source for u32 {
        #[guard]
        fn fetch(&self) -> crate::Reply<u32> {
            Ok(*self)
        }
    }

    impl Other for u32 {
        #[guard]
        fn fetch(&self) -> crate::Reply<u32> {
            Source::fetch(self)
        }
    }

    impl Source for u16 {
        #[guard]
        fn fetch(&self) -> crate::Reply<u32> {
            Ok((*self).into())
        }
    }
}
