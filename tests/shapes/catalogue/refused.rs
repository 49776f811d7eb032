//! What cannot be guarded, or not like this

/// `const fn`
///
/// circuit_breaker: a `const fn` cannot be guarded: whether it may run is only known at run time
/// rate_limiter: a `const fn` cannot be guarded: whether it may run is only known at run time
mod constant {
    #[guard]
    pub const fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// `const unsafe fn`, a method
///
/// circuit_breaker: a `const fn` cannot be guarded: whether it may run is only known at run time
/// rate_limiter: a `const fn` cannot be guarded: whether it may run is only known at run time
mod constant_method {
    #[derive(Debug)]
    pub struct Db(pub u32);

    impl Db {
        /// # Safety
        ///
        /// Nobody calls it.
        #[guard]
        pub const unsafe fn fetch(&self) -> crate::Reply<u32> {
            Ok(self.0)
        }
    }
}

/// A number, where a call can be turned away
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which `u32` cannot hold; or write a `failure_if = …`, which
/// judges any value, and a `fallback = …`, which makes one
/// rate_limiter: a function that does not wait for a token of `#[rate_limiter]` returns a
/// `Result`: a call that is turned away has to return an error, which `u32` cannot hold; or write
/// a `fallback = …`, which makes a value instead
mod number {
    #[guard]
    pub fn fetch(id: u32) -> u32 {
        id
    }
}

/// A stream, where a call can be turned away
///
/// circuit_breaker: a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is
/// turned away has to return an error, which an `impl Trait` cannot hold; or write a `failure_if =
/// …`, which judges any value, and a `fallback = …`, which makes one
/// rate_limiter: a function that does not wait for a token of `#[rate_limiter]` returns a
/// `Result`: a call that is turned away has to return an error, which an `impl Trait` cannot hold;
/// or write a `fallback = …`, which makes a value instead
mod stream {
    #[guard]
    pub fn fetch() -> impl Iterator<Item = crate::Reply<u32>> {
        [Ok(1)].into_iter()
    }
}

/// A method of a trait, without a body
///
/// circuit_breaker: `#[circuit_breaker]` needs a function with a body: put it on those that
/// implement this one
/// rate_limiter: `#[rate_limiter]` needs a function with a body: put it on those that implement
/// this one
mod no_body {
    pub trait Source {
        #[guard]
        fn fetch(&self) -> crate::Reply<u32>;
    }
}

/// A foreign function
///
/// circuit_breaker: `#[circuit_breaker]` needs a function with a body: put it on those that
/// implement this one
/// rate_limiter: `#[rate_limiter]` needs a function with a body: put it on those that implement
/// this one
mod foreign {
    unsafe extern "C" {
        #[guard]
        pub fn resilience_shape_foreign(id: u32) -> u32;
    }
}

/// A whole `impl`
///
/// circuit_breaker: `#[circuit_breaker]` guards a function: put it on each `fn` of this `impl`
/// rate_limiter: `#[rate_limiter]` guards a function: put it on each `fn` of this `impl`
mod implementation {
    #[derive(Debug)]
    pub struct Db;

    #[guard]
    impl Db {
        pub fn fetch() -> crate::Reply<u32> {
            Ok(1)
        }
    }
}

/// A whole `trait`
///
/// circuit_breaker: `#[circuit_breaker]` guards a function: put it on each `fn` of this `trait`
/// that has a body
/// rate_limiter: `#[rate_limiter]` guards a function: put it on each `fn` of this `trait` that has
/// a body
mod interface {
    #[guard]
    pub trait Source {
        fn fetch(&self) -> crate::Reply<u32>;
    }
}

/// A whole module
///
/// circuit_breaker: `#[circuit_breaker]` guards a function: put it on each `fn` of this module
/// rate_limiter: `#[rate_limiter]` guards a function: put it on each `fn` of this module
mod module {
    #[guard]
    pub mod inner {
        pub fn fetch() -> crate::Reply<u32> {
            Ok(1)
        }
    }
}

/// A structure
///
/// circuit_breaker: `#[circuit_breaker]` guards a function: put it on each `fn` that calls the
/// dependency
/// rate_limiter: `#[rate_limiter]` guards a function: put it on each `fn` that calls the
/// dependency
mod structure {
    #[guard]
    #[derive(Debug)]
    pub struct Db;
}

/// A call of a macro that makes functions
///
/// circuit_breaker: `#[circuit_breaker]` guards a function: put it on each `fn` that calls the
/// dependency
/// rate_limiter: `#[rate_limiter]` guards a function: put it on each `fn` that calls the
/// dependency
mod call_of_macro {
    macro_rules! fetch {
        () => {
            pub fn fetch() -> crate::Reply<u32> {
                Ok(1)
            }
        };
    }

    #[guard]
    fetch!();
}
