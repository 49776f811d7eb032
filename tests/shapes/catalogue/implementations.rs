//! Methods of traits, by the type that has them

/// References, arrays, tuples, function pointers
///
/// retry: no
mod built_in {
    pub trait Source {
        fn fetch(self) -> crate::Reply<u32>;
    }

    impl Source for &u32 {
        #[guard]
        fn fetch(self) -> crate::Reply<u32> {
            Ok(*self)
        }
    }

    impl Source for [u32; 3] {
        #[guard]
        fn fetch(self) -> crate::Reply<u32> {
            Ok(self[0])
        }
    }

    impl Source for (u32, &mut u32) {
        #[guard]
        fn fetch(self) -> crate::Reply<u32> {
            *self.1 += 1;
            Ok(self.0 + *self.1)
        }
    }

    impl Source for fn() -> u32 {
        #[guard]
        fn fetch(self) -> crate::Reply<u32> {
            Ok(self())
        }
    }
}

/// Unsized types: `str`, `[T]`, `dyn Trait`
mod unsized_types {
    use std::fmt::Debug;

    pub trait Source {
        fn fetch(&self) -> crate::Reply<usize>;
    }

    impl Source for str {
        #[guard]
        fn fetch(&self) -> crate::Reply<usize> {
            Ok(self.len())
        }
    }

    impl<T> Source for [T] {
        #[guard]
        fn fetch(&self) -> crate::Reply<usize> {
            Ok(self.len())
        }
    }

    impl Source for dyn Debug + '_ {
        #[guard]
        fn fetch(&self) -> crate::Reply<usize> {
            Ok(format!("{self:?}").len())
        }
    }

    impl dyn Source {
        #[guard]
        pub fn fetch_twice(&self) -> crate::Reply<usize> {
            Ok(self.fetch()? + self.fetch()?)
        }
    }
}

/// All types that have another trait
mod blanket {
    use std::fmt::Display;

    pub trait Source {
        fn fetch(&self) -> crate::Reply<String>;
    }

    impl<T: Display + ?Sized> Source for T {
        #[guard]
        fn fetch(&self) -> crate::Reply<String> {
            Ok(self.to_string())
        }
    }
}

/// With an associated type that has a lifetime
///
/// retry: no
mod associated_of_lifetime {
    pub trait Lend {
        type Item<'a>
        where
            Self: 'a;

        fn lend(&mut self) -> crate::Reply<Self::Item<'_>>;
    }

    impl Lend for Vec<u32> {
        type Item<'a> = &'a mut [u32];

        #[guard]
        fn lend(&mut self) -> crate::Reply<Self::Item<'_>> {
            Ok(&mut self[1..])
        }
    }
}

/// With associated constants
mod associated_constant {
    pub trait Source {
        const LIMIT: usize;

        #[guard]
        fn fetch(&self) -> crate::Reply<usize> {
            Ok(Self::LIMIT)
        }
    }

    impl Source for u32 {
        const LIMIT: usize = 3;
    }
}
