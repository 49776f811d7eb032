//! Arguments

/// Patterns: tuple, structure, array, nothing
mod patterns {
    #[derive(Clone, Copy, Debug)]
    pub struct Point {
        pub x: u32,
        pub y: u32,
    }

    #[guard]
    pub fn fetch(
        (a, mut b): (u32, u32),
        Point { x, .. }: Point,
        [c, _]: [u8; 2],
        _: u8,
    ) -> crate::Reply<u32> {
        b += x;
        Ok(a + b + u32::from(c))
    }
}

/// `mut`
mod mutable {
    #[guard]
    pub fn fetch(mut id: u32, mut items: Vec<u32>) -> crate::Reply<Vec<u32>> {
        id += 1;
        items.push(id);
        Ok(items)
    }
}

/// `ref` and `ref mut` within a pattern
mod by_reference {
    #[guard]
    pub fn fetch((ref name, ref mut count): (String, u32)) -> crate::Reply<String> {
        *count += 1;
        Ok(name.repeat(*count as usize))
    }
}

/// `name @ pattern`
mod bound_pattern {
    #[guard]
    pub fn fetch(both @ (first, _): (u32, u32)) -> crate::Reply<u32> {
        Ok(first + both.1)
    }
}

/// Raw identifiers
mod raw_identifiers {
    #[guard]
    pub fn r#match(r#type: u32, r#fn: &str) -> crate::Reply<usize> {
        Ok(r#fn.len() + r#type as usize)
    }
}

/// `#[cfg]` on arguments
mod conditional {
    #[guard]
    pub fn fetch(#[cfg(any())] gone: u32, #[cfg(not(any()))] id: u32) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// Lint attributes on arguments
mod with_lints {
    #[guard]
    pub fn fetch(
        #[expect(unused_variables, reason = "this is the shape")] later: u32,
        id: u32,
    ) -> crate::Reply<u32> {
        Ok(id)
    }
}

/// Arguments named as an expansion could name its own
mod names_of_ours {
    #[guard]
    pub fn site(permit: u32, body: u32, here: u32, future: u32) -> crate::Reply<u32> {
        let result = permit + body + here + future;
        Ok(result)
    }

    #[guard]
    pub async fn limiter(admitted: u32, waiting: u32, error: u32, span: u32) -> crate::Reply<u32> {
        let result = admitted + waiting + error + span;
        Ok(result)
    }
}

/// `impl Trait`, nested too
///
/// retry: no
mod opaque {
    #[guard]
    pub fn fetch(
        ids: impl IntoIterator<Item = impl Into<u64>>,
        keep: impl Fn(u64) -> bool,
    ) -> crate::Reply<Vec<u64>> {
        Ok(ids.into_iter().map(Into::into).filter(|id| keep(*id)).collect())
    }
}

/// `&mut dyn FnMut`, `Box<dyn FnOnce>`, `&dyn Trait`
///
/// retry: no
mod trait_objects {
    use std::fmt::Display;

    #[guard]
    pub fn fetch(
        count: &mut dyn FnMut() -> u32,
        name: Box<dyn FnOnce() -> String + Send + '_>,
        id: &dyn Display,
    ) -> crate::Reply<String> {
        count();
        Ok(format!("{id}: {}, {}", name(), count()))
    }
}

/// Function pointers, higher-ranked too
mod function_pointers {
    #[guard]
    pub fn fetch(
        same: for<'a> fn(&'a str) -> &'a str,
        foreign: unsafe extern "C" fn(u32) -> u32,
    ) -> crate::Reply<u32> {
        // SAFETY: any number will do.
        Ok(unsafe { foreign(same("a").parse()?) })
    }
}

/// Unsized things behind references
///
/// retry: no
mod unsized_things {
    #[guard]
    pub fn fetch<'a>(name: &str, items: &'a [u8], last: &mut [u8; 3]) -> crate::Reply<&'a [u8]> {
        last.reverse();
        items.get(name.len()..).ok_or(crate::ApiError::NotFound)
    }
}

/// Large arrays by value
mod large {
    #[guard]
    pub fn fetch(page: [u8; 4096], id: usize) -> crate::Reply<[u8; 4096]> {
        page.get(id).ok_or(crate::ApiError::NotFound)?;
        Ok(page)
    }
}

/// What is not `Send`
mod not_send {
    use std::rc::Rc;

    #[guard]
    pub fn fetch(id: Rc<u32>) -> crate::Reply<u32> {
        Ok(*id)
    }

    #[guard]
    #[expect(clippy::future_not_send, reason = "this is the shape")]
    pub async fn fetch_later(id: Rc<u32>) -> crate::Reply<u32> {
        std::future::ready(()).await;
        Ok(*id)
    }
}

/// What is `Send` and not `Sync`: the future stays `Send`
mod not_sync {
    use std::cell::Cell;

    #[guard]
    pub async fn fetch(id: Cell<u32>) -> crate::Reply<u32> {
        std::future::ready(()).await;
        Ok(id.get())
    }

    pub fn spawn() {
        crate::send(fetch(Cell::new(1)));
    }
}

/// What is neither `Debug` nor `Clone`
///
/// retry: no
mod without_traits {
    pub struct Token(pub u32);

    #[guard]
    pub fn fetch(token: &Token, spent: Token) -> crate::Reply<u32> {
        let Token(spent) = spent;
        Ok(token.0 + spent)
    }
}

/// A `MutexGuard` and a re-borrowed slice
///
/// retry: no
mod guards {
    use std::sync::MutexGuard;

    #[guard]
    pub fn fetch<'a>(
        mut items: MutexGuard<'_, Vec<u32>>,
        into: &'a mut [u32],
    ) -> crate::Reply<&'a mut u32> {
        let last = into.last_mut().ok_or(crate::ApiError::NotFound)?;
        *last = items.pop().unwrap_or_default();
        Ok(last)
    }
}

/// Patterns within patterns
mod nested_patterns {
    #[derive(Debug)]
    pub struct Row {
        pub cell: Cell,
        pub ids: [u32; 2],
    }

    #[derive(Debug)]
    pub struct Cell(pub u32, pub Option<String>);

    #[guard]
    pub fn fetch(
        Row { cell: Cell(x, ref name), ids: [first, ..] }: Row,
        &y: &u32,
        &mut ref mut count: &mut u32,
    ) -> crate::Reply<u32> {
        *count += 1;
        Ok(x + first + y + u32::from(name.is_some()))
    }
}

/// Words that are keywords elsewhere, letters beyond ASCII
mod other_names {
    #[guard]
    pub fn union(auto: u32, default: u32, raw: u32, macro_rules: u32) -> crate::Reply<u32> {
        Ok(auto + default + raw + macro_rules)
    }

    #[guard]
    pub fn größe(länge: u32) -> crate::Reply<u32> {
        Ok(länge)
    }
}

/// Macros in the place of types and patterns
mod of_macros {
    macro_rules! id {
        () => {
            u32
        };
    }
    macro_rules! first {
        ($name:ident) => {
            ($name, _)
        };
    }

    #[guard]
    pub fn fetch(id: id!(), first!(more): (u32, u32)) -> crate::Reply<u32> {
        Ok(id + more)
    }
}
