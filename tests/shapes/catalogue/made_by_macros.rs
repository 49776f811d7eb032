//! Functions that `macro_rules!` makes

/// Its signature in parts, `$body:block`
mod in_parts {
    macro_rules! guarded {
        (
            $(#[$attribute:meta])*
            $visibility:vis fn $name:ident($($argument:ident: $of:ty),*) -> $returned:ty $body:block
        ) => {
            $(#[$attribute])*
            #[guard]
            $visibility fn $name($($argument: $of),*) -> $returned $body
        };
    }

    guarded! {
        /// Documented.
        pub fn fetch(id: u32, name: &str) -> crate::Reply<u32> {
            if name.is_empty() {
                return Err(crate::ApiError::NotFound);
            }
            Ok(id)
        }
    }

    guarded! {
        fn private() -> Result<u32, crate::ApiError> { Ok(1) }
    }

    pub fn all() -> crate::Reply<u32> {
        private()
    }
}

/// `async`, `$body:block`
mod async_block {
    macro_rules! guarded {
        ($name:ident $body:block) => {
            #[guard]
            pub async fn $name() -> crate::Reply<u32> $body
        };
    }

    guarded!(fetch { std::future::ready(Ok(1)).await });
}

/// `$item:item`
mod whole_item {
    macro_rules! guarded {
        ($($item:item)*) => { $(#[guard] $item)* };
    }

    guarded! {
        pub fn fetch(id: u32) -> crate::Reply<u32> {
            Ok(id)
        }
        pub async fn fetch_later(id: u32) -> crate::Reply<u32> {
            Ok(id)
        }
    }
}

/// The attribute itself is passed on
mod attribute_passed {
    macro_rules! passed {
        ($(#[$attribute:meta])* $name:ident) => {
            $(#[$attribute])*
            pub fn $name(id: u32) -> crate::Reply<u32> {
                Ok(id)
            }
        };
    }

    passed! {
        #[guard]
        #[inline]
        fetch
    }
}

/// `$e:expr` in the body keeps its parentheses
mod expression {
    macro_rules! guarded {
        ($name:ident, $factor:expr) => {
            #[guard]
            pub fn $name(id: u32) -> crate::Reply<u32> {
                Ok($factor * id)
            }
        };
    }

    guarded!(fetch, 1 + 2);
}

/// `$pattern:pat`, `$life:lifetime`, `$number:literal`
mod fragments {
    macro_rules! guarded {
        ($life:lifetime, $pattern:pat, $number:literal, $path:path, $name:expr) => {
            #[guard]
            pub fn fetch<$life>($pattern: (&$life str, u32)) -> $path {
                const LIMIT: usize = $number;
                Ok(&$name[LIMIT..])
            }
        };
    }

    pub type Text<'a> = crate::Reply<&'a str>;
    guarded!('a, (name, _), 3, Text<'a>, name);
}

/// Arguments and types of the macro's own, the body the user's
mod of_both {
    macro_rules! guarded {
        ($id:ident => $($body:tt)*) => {
            #[guard]
            pub async fn fetch($id: u32, own: u32) -> crate::Reply<u32> {
                let more = own + 1;
                let $id = { $($body)* };
                Ok($id + more)
            }
        };
    }

    guarded!(id => let more = 2 * id; more + 1);
}

/// Methods, with `self` from outside
mod methods {
    macro_rules! getters {
        ($this:ident: $($field:ident $of:ty),*) => {
            $(
                #[guard]
                pub fn $field(&$this) -> crate::Reply<&$of> {
                    Ok(&$this.$field)
                }
            )*
        };
    }

    #[derive(Debug)]
    pub struct Db {
        pub name: String,
        pub ids: Vec<u32>,
    }

    impl Db {
        getters!(self: name String, ids Vec<u32>);
    }
}

/// Several under names of their own, a macro within the macro
mod several {
    macro_rules! one {
        ($name:ident, $text:expr) => {
            #[guard]
            pub fn $name() -> crate::Reply<&'static str> {
                Ok($text)
            }
        };
    }

    macro_rules! several {
        ($($name:ident)*) => { $(one!($name, concat!("the ", stringify!($name)));)* };
    }

    several!(first second third);
}

/// `$returned:ty` that is a future, and one that is an alias
mod types {
    use std::future::Future;
    use std::pin::Pin;

    macro_rules! guarded {
        ($name:ident, $returned:ty, $value:expr) => {
            #[guard]
            pub fn $name() -> $returned {
                $value
            }
        };
    }

    guarded!(fetch, crate::Reply<u32>, Ok(1));
    guarded!(
        later,
        Pin<Box<dyn Future<Output = crate::Reply<u32>> + Send>>,
        Box::pin(async move { Ok(1) })
    );
    guarded!(opaque, impl Future<Output = crate::Reply<u32>> + Send, async move { Ok(1) });
}

/// A body that is made by a macro
mod body_of_macro {
    macro_rules! parse {
        ($text:expr) => {
            match $text.parse::<u32>() {
                Ok(number) => number,
                Err(error) => return Err(error.into()),
            }
        };
    }

    #[guard]
    pub fn fetch(text: &str) -> crate::Reply<u32> {
        Ok(parse!(text))
    }

    #[guard]
    pub async fn fetch_later(text: &str) -> crate::Reply<u32> {
        Ok(parse!(text))
    }
}
