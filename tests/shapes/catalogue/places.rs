//! Where a function stands

/// In functions, closures and blocks
mod nested {
    pub fn outer(id: u32) -> crate::Reply<u32> {
        #[guard]
        fn within(id: u32) -> crate::Reply<u32> {
            #[guard]
            fn deeper(id: u32) -> crate::Reply<u32> {
                Ok(id)
            }
            deeper(id)
        }
        let call = |id| {
            #[guard]
            fn fetch(id: u32) -> crate::Reply<u32> {
                Ok(id)
            }
            fetch(id)
        };
        within(call(id)?)
    }
}

/// In constants and statics
mod in_constants {
    pub const FETCH: fn(u32) -> crate::Reply<u32> = {
        #[guard]
        fn fetch(id: u32) -> crate::Reply<u32> {
            Ok(id)
        }
        fetch
    };

    const _: () = {
        impl Db {
            #[guard]
            pub fn get(&self) -> crate::Reply<u32> {
                Ok(self.0)
            }
        }
    };

    #[derive(Debug)]
    pub struct Db(pub u32);
}

/// In a method of a generic type
mod in_generic_method {
    #[derive(Debug)]
    pub struct Cache<T>(pub T);

    impl<T: Clone> Cache<T> {
        pub fn get(&self) -> crate::Reply<T> {
            #[guard]
            fn same<T: Clone>(item: &T) -> crate::Reply<T> {
                Ok(item.clone())
            }
            same(&self.0)
        }
    }
}

/// In a module that denies all warnings
mod denying {
    #![deny(warnings, missing_docs, dead_code, unused, rust_2018_idioms)]
    #![deny(unused_qualifications, unreachable_pub, unsafe_op_in_unsafe_fn, let_underscore_drop)]
    #![deny(single_use_lifetimes, unit_bindings, unused_lifetimes, variant_size_differences)]
    #![deny(clippy::all, clippy::pedantic, clippy::allow_attributes)]
    #![forbid(unreachable_patterns, unsafe_code)]
    //! With documentation.

    use crate::Reply;

    /// Fetches.
    ///
    /// # Errors
    ///
    /// Never.
    #[guard]
    pub fn fetch(id: u32) -> Reply<u32> {
        Ok(id)
    }

    /// Fetches.
    ///
    /// # Errors
    ///
    /// Never.
    #[guard]
    pub async fn fetch_later(id: u32) -> Reply<u32> {
        std::future::ready(Ok(id)).await
    }
}

/// In two modules under one name
mod in_two_modules {
    pub mod one {
        #[guard]
        pub fn fetch(id: u32) -> crate::Reply<u32> {
            Ok(id)
        }
    }

    pub mod two {
        #[guard]
        pub fn fetch(id: u32) -> crate::Reply<u32> {
            super::one::fetch(id)
        }
    }
}

/// Beside types, traits and modules named like those of the standard library
mod shadowed_prelude {
    #![expect(dead_code, reason = "they are there to be in the way")]

    struct Result;
    struct Ok;
    struct Err;
    struct Some;
    struct None;
    struct Option;
    struct Box;
    struct Pin;
    struct Drop;
    trait From {}
    trait Into {}
    trait Clone {}
    trait Future {}
    trait FnOnce {}
    mod core {}
    mod std {}
    mod alloc {}
    mod resilience {}
    mod tracing {}

    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        ::core::result::Result::Ok(id)
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
        ::core::future::ready(::core::result::Result::Ok(id)).await
    }
}

/// Beside items named as an expansion could name its own
mod shadowed_values {
    static SITE: u32 = 1;

    fn here() -> u32 {
        let permit = 2;
        permit + SITE
    }

    fn site(limiter: u32) -> u32 {
        limiter
    }

    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id + SITE + here() + site(id))
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
        Ok(id + SITE + here() + site(id))
    }
}

/// Beside a trait whose methods every type has
mod blanket_trait {
    pub trait Everything: Sized {
        fn call(self) {}
        fn enter(self) {}
        fn refuse(self) {}
        fn get(self) {}
        fn ready(self) {}
        fn try_acquire(self) {}
        fn map(self) {}
    }

    impl<T> Everything for T {}

    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        id.call();
        Ok(id)
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
        id.enter();
        Ok(id)
    }
}

/// In a module without the prelude
mod no_prelude {
    #![no_implicit_prelude]

    use ::core::result::Result::Ok;

    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// Beside an imported alias of the same name as the attribute
mod renamed_import {
    pub mod circuit_breaker {
        pub mod rate_limiter {}
    }
    pub use circuit_breaker::rate_limiter;

    #[guard]
    pub fn instrument(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}
