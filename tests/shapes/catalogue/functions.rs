//! What stands before a function

/// `pub(crate)`, `pub(in path)`, private
mod visibility {
    #[guard]
    pub(crate) fn of_crate(id: u32) -> crate::Reply<u32> {
        of_path(id)
    }

    #[guard]
    pub(in crate::functions) fn of_path(id: u32) -> crate::Reply<u32> {
        private(id)
    }

    #[guard]
    fn private(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }

    pub fn all() -> crate::Reply<u32> {
        of_crate(3)
    }
}

/// Documentation and `#[doc(hidden)]`, around the attribute
mod documented {
    /// Fetches.
    ///
    /// ```text
    /// an example
    /// ```
    #[guard]
    #[doc = concat!("With ", "a macro.")]
    #[doc(hidden)]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// `#[must_use]`, `#[inline]`, `#[cold]`, `#[track_caller]`
mod attributes {
    #[must_use = "it was expensive"]
    #[guard]
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "this is the shape")]
    #[track_caller]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id + std::panic::Location::caller().line())
    }

    #[cold]
    #[guard]
    #[inline(never)]
    #[must_use = "it was expensive"]
    pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// `#[deprecated]`
mod deprecated {
    #[deprecated = "fetch something else"]
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// `#[cfg]`, above and below
mod conditional {
    #[cfg(not(any()))]
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }

    #[guard]
    #[cfg(any())]
    pub fn fetch(id: Gone) -> crate::Reply<Gone> {
        Ok(id)
    }
}

/// `#[cfg_attr(…, the attribute)]`
mod by_condition {
    #[cfg_attr(not(any()), guard)]
    #[cfg_attr(any(), gone, guard)]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// Lints, above and below
mod lints {
    #[expect(clippy::cast_possible_truncation, reason = "this is the shape")]
    #[guard]
    #[expect(clippy::cast_sign_loss, reason = "this is the shape")]
    #[warn(clippy::unwrap_used)]
    pub fn fetch(id: i64) -> crate::Reply<u32> {
        Ok(id as u32)
    }
}

/// `unsafe fn`
mod not_safe {
    /// # Safety
    ///
    /// The pointer is valid.
    #[guard]
    pub unsafe fn fetch(pointer: *const u32) -> crate::Reply<u32> {
        // SAFETY: the caller's promise.
        Ok(unsafe { *pointer })
    }
}

/// `extern "C" fn`
mod foreign {
    #[guard]
    #[expect(improper_ctypes_definitions, reason = "this is the shape")]
    pub extern "C" fn fetch(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }

    /// # Safety
    ///
    /// The pointer is valid.
    #[guard]
    #[expect(improper_ctypes_definitions, reason = "this is the shape")]
    pub unsafe extern "system" fn read(pointer: *const u32) -> crate::Reply<u32> {
        // SAFETY: the caller's promise.
        Ok(unsafe { *pointer })
    }
}

/// `#[unsafe(no_mangle)]`
mod exported {
    #[guard]
    #[unsafe(no_mangle)]
    #[expect(improper_ctypes_definitions, reason = "an example of what is not")]
    pub extern "C" fn resilience_shape_exported(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// `#[test]`, above and below
mod test {
    #[test]
    #[guard]
    fn above() -> crate::Reply<()> {
        Ok(())
    }

    #[guard]
    #[test]
    fn below() -> crate::Reply<()> {
        Ok(())
    }
}

/// An attribute of another crate, above and below
mod of_another {
    use tracing::instrument;

    #[instrument(skip_all)]
    #[guard]
    pub fn above(id: u32) -> crate::Reply<u32> {
        Ok(id)
    }

    #[guard]
    #[instrument(skip_all)]
    pub async fn below(id: u32) -> crate::Reply<u32> {
        std::future::ready(Ok(id)).await
    }
}

/// `unsafe fn`, whose body is unsafe as a whole
mod unsafe_body {
    /// # Safety
    ///
    /// The pointer is valid.
    #[guard]
    #[expect(unsafe_op_in_unsafe_fn, reason = "this is the shape")]
    pub unsafe fn fetch(pointer: *const u32) -> crate::Reply<u32> {
        Ok(*pointer)
    }
}

/// `#[target_feature]`
mod target_feature {
    #[cfg(target_arch = "x86_64")]
    #[guard]
    #[target_feature(enable = "avx2")]
    #[expect(clippy::missing_safety_doc, reason = "clippy takes it for unsafe")]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        let _ = std::arch::x86_64::_mm256_setzero_si256();
        Ok(id)
    }
}
