//! Results, by how they are written and what they hold

/// By its full path
mod full_path {
    #[guard]
    pub fn fetch(id: u32) -> ::core::result::Result<u32, crate::ApiError> {
        Ok(id)
    }
}

/// Aliases, with other arguments than `Result`
mod alias {
    use crate::ApiError;

    pub type Swapped<E, T> = Result<T, E>;
    pub type Whole = Result<u32, ApiError>;
    pub type Either<T, E = ApiError> = Result<T, E>;

    #[guard]
    pub fn swapped(id: u32) -> Swapped<ApiError, u32> {
        Ok(id)
    }

    #[guard]
    pub fn whole(id: u32) -> Whole {
        Ok(id)
    }

    #[guard]
    pub async fn either(id: u32) -> Either<u32> {
        Ok(id)
    }
}

/// `Result<(), E>` on one line
mod unit {
    #[guard]
    #[rustfmt::skip]
    pub fn send() -> crate::Reply<()> { Ok(()) }
}

/// `Result<impl Trait, E>`
mod opaque {
    #[guard]
    pub fn fetch(ids: Vec<u32>) -> crate::Reply<impl Iterator<Item = u32> + Clone> {
        if ids.is_empty() {
            return Err(crate::ApiError::NotFound);
        }
        Ok(ids.into_iter())
    }

    #[guard]
    pub async fn fetch_later(ids: Vec<u32>) -> crate::Reply<impl Iterator<Item = u32> + Clone> {
        std::future::ready(()).await;
        if ids.is_empty() {
            Err(crate::ApiError::NotFound)?;
        }
        Ok(ids.into_iter())
    }
}

/// `impl Trait` deeper within
mod opaque_within {
    use std::fmt::Display;

    #[guard]
    pub fn fetch(items: Vec<u32>) -> crate::Reply<Option<Box<impl Fn() -> usize>>> {
        Ok(Some(Box::new(move || items.len())))
    }

    #[guard]
    pub fn all() -> crate::Reply<Box<dyn Iterator<Item = impl Display>>> {
        Ok(Box::new([1].into_iter()))
    }

    #[guard]
    pub fn both() -> crate::Reply<(impl Display, [impl Display; 2])> {
        Ok((1, ["a", "b"]))
    }
}

/// Trait objects, coerced from different types
mod trait_objects {
    use std::fmt::Display;

    #[guard]
    pub fn fetch(text: &str) -> crate::Reply<Box<dyn Display>> {
        if text.is_empty() {
            return Ok(Box::new(3));
        }
        Ok(Box::new("three"))
    }

    #[guard]
    pub async fn fetch_later(text: &str) -> crate::Reply<Box<dyn Display + Send + '_>> {
        if text.is_empty() {
            return Ok(Box::new(3));
        }
        Ok(Box::new(text))
    }
}

/// Function pointers and slices, coerced from an item and an array
mod coerced {
    fn double(number: u32) -> u32 {
        2 * number
    }

    #[guard]
    pub fn choose(twice: bool) -> crate::Reply<fn(u32) -> u32> {
        if twice { Ok(double) } else { Ok(|number| number) }
    }

    #[guard]
    pub async fn all(few: bool) -> crate::Reply<&'static [u32]> {
        if few {
            return Ok(&[]);
        }
        Ok(&[1, 2, 3])
    }
}

/// A result within the result
mod result_within {
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<Result<u32, String>> {
        Ok(Err(id.to_string()))
    }
}

/// A success that cannot be
mod no_success {
    use std::convert::Infallible;

    #[guard]
    pub fn serve(id: u32) -> crate::Reply<Infallible> {
        loop {
            if id > 3 {
                return Err(crate::ApiError::NotFound);
            }
        }
    }
}

/// An associated type that is a result
mod associated {
    pub trait Source {
        type Answer;

        fn fetch(&self) -> Self::Answer;
    }

    impl Source for u32 {
        type Answer = crate::Reply<u32>;

        #[guard]
        fn fetch(&self) -> Self::Answer {
            Ok(*self)
        }
    }

    #[guard]
    pub fn fetch(id: u32) -> <u32 as Source>::Answer {
        Source::fetch(&id)
    }
}

/// A macro in the place of the type
mod of_macro {
    macro_rules! answer {
        ($of:ty) => { Result<$of, crate::ApiError> };
    }

    #[guard]
    pub fn fetch(id: u32) -> answer!(u32) {
        Ok(id)
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> answer!(u32) {
        Ok(id)
    }
}

/// A future in the result: what makes it is guarded
mod future_within {
    use std::future::{Future, ready};

    #[guard]
    pub fn connect(id: u32) -> crate::Reply<impl Future<Output = u32> + Send> {
        Ok(ready(id))
    }
}

/// Large values and generic constants
mod large {
    const PAGE: usize = 1024;

    #[guard]
    pub fn fetch(id: u8) -> crate::Reply<[u8; 4 * PAGE]> {
        Ok([id; 4 * PAGE])
    }
}
