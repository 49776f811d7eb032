//! Results, by their error

/// `io::Result`
mod of_io {
    use std::io;

    #[guard]
    pub fn read(path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// `anyhow::Result`
mod of_anyhow {
    use anyhow::Context as _;

    #[guard]
    pub fn fetch(text: &str) -> anyhow::Result<u32> {
        anyhow::ensure!(!text.is_empty(), "empty");
        text.parse().context("no number")
    }

    #[guard]
    pub async fn fetch_later(text: &str) -> anyhow::Result<u32> {
        if text.is_empty() {
            anyhow::bail!("empty");
        }
        Ok(text.parse()?)
    }
}

/// `Box<dyn Error + Send + Sync>`
mod boxed_error {
    use std::error::Error;

    #[guard]
    pub fn fetch(text: &str) -> Result<u32, Box<dyn Error + Send + Sync>> {
        if text.is_empty() {
            return Err("empty".into());
        }
        Ok(text.parse()?)
    }

    #[guard]
    pub async fn fetch_later(text: &str) -> Result<u32, Box<dyn Error + Send + Sync + 'static>> {
        if text.is_empty() {
            Err("empty")?;
        }
        Ok(text.parse()?)
    }
}

/// `Box<dyn Error>`
mod boxed_error_not_send {
    #[guard]
    pub fn fetch(text: &str) -> Result<u32, Box<dyn std::error::Error>> {
        Ok(text.parse()?)
    }
}

/// `resilience::Error<E>` and `Rejected` itself
mod of_ours {
    use resilience::{Error, Rejected};

    #[guard]
    pub fn fetch(text: &str) -> Result<u32, Error<&'static str>> {
        text.parse().map_err(|_| Error::Inner("no number"))
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> Result<u32, Rejected> {
        Ok(id)
    }
}

/// An error that takes no rejection
///
/// circuit_breaker: a call that is turned away has to return an error, and
/// `errors::error_takes_no_rejection::TextError` is not `From<resilience::Rejected>`
/// rate_limiter: a call that is turned away has to return an error, and
/// `errors::error_takes_no_rejection::TextError` is not `From<resilience::Rejected>`
mod error_takes_no_rejection {
    #[derive(Debug)]
    pub struct TextError(pub String);

    #[guard]
    pub fn fetch(text: &str) -> Result<u32, TextError> {
        text.parse().map_err(|_| TextError(text.to_owned()))
    }
}

/// `fmt::Result`, whose error holds nothing
///
/// circuit_breaker: a call that is turned away has to return an error, and `std::fmt::Error` is not
/// `From<resilience::Rejected>`
/// rate_limiter: a call that is turned away has to return an error, and `std::fmt::Error` is not
/// `From<resilience::Rejected>`
mod of_fmt {
    use std::fmt;

    #[derive(Debug)]
    pub struct Id(pub u32);

    impl fmt::Display for Id {
        #[guard]
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }
}

/// An error that is `impl Error`
mod opaque {
    use resilience::Rejected;
    use std::error::Error;

    #[guard]
    pub fn fetch(text: &str) -> Result<u32, impl Error + From<Rejected> + use<>> {
        if text.is_empty() {
            return Err(crate::ApiError::NotFound);
        }
        Ok(text.parse()?)
    }
}

/// `Arc<E>`, which nobody can make it to take a rejection
///
/// circuit_breaker: a call that is turned away has to return an error, and
/// `std::sync::Arc<ApiError>` is not `From<resilience::Rejected>`
/// rate_limiter: a call that is turned away has to return an error, and
/// `std::sync::Arc<ApiError>` is not `From<resilience::Rejected>`
mod counted {
    use std::sync::Arc;

    #[guard]
    pub fn fetch(text: &str) -> Result<u32, Arc<crate::ApiError>> {
        text.parse().map_err(|_| Arc::new(crate::ApiError::NoNumber))
    }
}
