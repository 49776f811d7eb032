//! Bodies

/// `?` with a conversion, early `return`
mod question_mark {
    #[guard]
    pub fn fetch(text: &str) -> crate::Reply<u32> {
        if text.is_empty() {
            return Err(crate::ApiError::NotFound);
        }
        let number: u32 = text.parse()?;
        Ok(number)
    }
}

/// The error is only inferred from `?`
mod inferred {
    #[guard]
    pub fn fetch(text: &str) -> crate::Reply<Vec<u32>> {
        let numbers = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
        Err(crate::ApiError::NotFound).or(Ok(numbers))
    }
}

/// Loops with labels, and with values
mod loops {
    #[guard]
    pub fn fetch(rows: &[Vec<u32>]) -> crate::Reply<u32> {
        let mut rounds = 0;
        let found = 'admitted: loop {
            rounds += 1;
            for row in rows {
                for &item in row {
                    if item == rounds {
                        break 'admitted item;
                    }
                    if item > 9 {
                        return Err(crate::ApiError::NotFound);
                    }
                }
            }
        };
        Ok(found)
    }
}

/// `let else` and `if let`
mod let_else {
    #[guard]
    pub fn fetch(ids: &[u32]) -> crate::Reply<u32> {
        let [first, rest @ ..] = ids else {
            return Err(crate::ApiError::NotFound);
        };
        if let [last] = rest { Ok(first + last) } else { Ok(*first) }
    }
}

/// Let chains
///
/// edition: 2024
mod let_chains {
    #[guard]
    pub fn fetch(text: &str) -> crate::Reply<u32> {
        if let Some((key, value)) = text.split_once('=')
            && key == "id"
            && let Ok(id) = value.parse()
        {
            return Ok(id);
        }
        Err(crate::ApiError::NotFound)
    }
}

/// Closures with `return` and `?` of their own
mod closures {
    #[guard]
    pub fn fetch(texts: &[&str], mut total: u32) -> crate::Reply<u32> {
        let mut add = |text: &str| -> crate::Reply<()> {
            if text.is_empty() {
                return Ok(());
            }
            total += text.parse::<u32>()?;
            Ok(())
        };
        texts.iter().try_for_each(|text| add(text))?;
        Ok(total)
    }
}

/// Items of every kind
mod items {
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        const LIMIT: u32 = 3;
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        use std::sync::atomic::Ordering::Relaxed;
        struct Row(u32);
        impl Row {
            fn get(&self) -> u32 {
                self.0 + LIMIT
            }
        }
        macro_rules! twice {
            ($number:expr) => {
                2 * $number
            };
        }
        fn site(id: u32) -> u32 {
            id
        }
        COUNT.fetch_add(1, Relaxed);
        Ok(twice!(Row(site(id)).get()))
    }
}

/// Nothing but `panic!`
mod diverges {
    #[guard]
    pub fn fetch() -> crate::Reply<u32> {
        panic!("not yet")
    }

    #[guard]
    pub async fn fetch_later() -> crate::Reply<u32> {
        std::future::ready(()).await;
        panic!("not yet")
    }
}

/// A loop that never ends
mod endless {
    #[guard]
    pub fn serve(next: &dyn Fn() -> crate::Reply<u32>) -> crate::Reply<u32> {
        loop {
            next()?;
        }
    }
}

/// No tail expression: every way ends in `return`
mod no_tail {
    #[guard]
    #[expect(clippy::needless_return, reason = "this is the shape")]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        match id {
            0 => return Err(crate::ApiError::NotFound),
            id => return Ok(id),
        }
    }
}

/// The never type coerced in branches
mod never_coerced {
    #[guard]
    pub fn fetch(id: Option<u32>) -> crate::Reply<u32> {
        let id: u32 = match id {
            Some(0) => unreachable!("ids start at 1"),
            Some(id) => id,
            None => return Err(crate::ApiError::NotFound),
        };
        Ok(id)
    }
}

/// Temporaries in the tail expression
mod tail_temporaries {
    use std::sync::Mutex;

    #[guard]
    pub fn fetch(items: &Mutex<Vec<u32>>) -> crate::Reply<u32> {
        items
            .lock()
            .map_err(|_| crate::ApiError::NotFound)?
            .first()
            .copied()
            .ok_or(crate::ApiError::NotFound)
    }
}

/// A temporary in the tail expression that borrows from a local
///
/// edition: 2024
mod tail_temporary_of_local {
    use std::cell::RefCell;

    #[guard]
    pub fn fetch() -> crate::Reply<usize> {
        let items = RefCell::new(vec![1, 2]);
        items.borrow_mut().push(3);
        Ok::<_, crate::ApiError>(items.borrow().len())
    }

    #[guard]
    pub async fn fetch_later() -> crate::Reply<usize> {
        let items = RefCell::new(vec![1, 2]);
        std::future::ready(()).await;
        Ok::<_, crate::ApiError>(items.borrow().len())
    }
}

/// `unsafe`, `const` and `async` blocks
mod blocks {
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        let limit = const { 3 * 4 };
        drop(async move { limit });
        // SAFETY: there are few.
        Ok(unsafe { id.unchecked_add(limit) })
    }
}

/// Inner attributes
mod inner_attributes {
    #[guard]
    pub fn fetch(id: i64) -> crate::Reply<u32> {
        #![expect(clippy::cast_possible_truncation, reason = "this is the shape")]
        #![expect(clippy::cast_sign_loss, reason = "this is the shape")]
        const ONE: u32 = 1;
        Ok(id as u32 + ONE)
    }
}

/// Arguments in the text of a format
mod inline_format {
    #[guard]
    pub fn fetch(id: u32, width: usize) -> crate::Reply<String> {
        Ok(format!("{id:>width$}"))
    }
}

/// It starts with what could end another statement
mod starts_with_operator {
    #[guard]
    pub fn fetch(id: &mut u32) -> crate::Reply<u32> {
        *id += 1;
        Ok(*id)
    }

    #[guard]
    pub async fn fetch_later(id: &u32) -> crate::Reply<u32> {
        (*id > 3).then_some(*id).ok_or(crate::ApiError::NotFound)
    }
}

/// It calls itself
mod recursive {
    #[guard]
    pub fn fetch(depth: u32) -> crate::Reply<u32> {
        if depth == 0 { Ok(0) } else { fetch(depth - 1) }
    }
}

/// `Err(…)?` in the tail
mod question_in_tail {
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        if id > 3 {
            return Ok(id);
        }
        Err(crate::ApiError::NotFound)?
    }

    #[guard]
    pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
        if id > 3 {
            return Ok(id);
        }
        Err(crate::ApiError::NotFound)?
    }
}

/// Inner documentation
mod inner_documentation {
    #[guard]
    pub fn fetch(id: u32) -> crate::Reply<u32> {
        //! Fetches.
        Ok(id)
    }
}
