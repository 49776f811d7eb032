//! Methods, by their receiver

/// An associated function
mod no_receiver {
    #[derive(Debug)]
    pub struct Db(String);

    impl Db {
        #[guard]
        pub fn open(name: &str) -> crate::Reply<Self> {
            Ok(Self(name.to_owned()))
        }

        pub fn name(&self) -> &str {
            &self.0
        }
    }
}

/// `self`
///
/// retry: no
mod by_value {
    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub fn take(self) -> crate::Reply<String> {
            Ok(self.0)
        }
    }
}

/// `mut self`
///
/// retry: no
mod by_mutable_value {
    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub fn take(mut self) -> crate::Reply<String> {
            self.0.pop().ok_or(crate::ApiError::NotFound)
        }
    }
}

/// `&self`, a borrow of it returned
mod by_reference {
    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub fn get(&self, index: usize) -> crate::Reply<&str> {
            Ok(self.0.get(index).ok_or(crate::ApiError::NotFound)?)
        }
    }
}

/// `&'a self` beside another lifetime
mod by_reference_of_lifetime {
    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub fn either<'a, 'b: 'a>(&'a self, other: &'b str) -> crate::Reply<&'a str> {
            Ok(self.0.first().map_or(other, |item| item))
        }
    }
}

/// `&mut self`, a re-borrow out of it returned
///
/// retry: no
mod by_mutable_reference {
    use crate::{ApiError, Reply};

    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub fn get_mut(&mut self, index: usize) -> Reply<&mut String> {
            if index > 9 {
                return Err(ApiError::NotFound);
            }
            self.0.get_mut(index).ok_or(ApiError::NotFound)
        }
    }
}

/// `&mut self`, its parts re-borrowed at once
///
/// retry: no
mod by_mutable_reference_in_parts {
    #[derive(Debug)]
    pub struct Db {
        pub one: String,
        pub many: Vec<u32>,
    }

    impl Db {
        #[guard]
        pub fn parts(&mut self) -> crate::Reply<(&mut str, impl Iterator<Item = &mut u32>)> {
            let Self { one, many } = self;
            Ok((one, many.iter_mut()))
        }
    }
}

/// `self: &Self`
mod by_typed_reference {
    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        #[expect(clippy::needless_arbitrary_self_type, reason = "this is the shape")]
        pub fn name(self: &Self) -> crate::Reply<&str> {
            Ok(&self.0)
        }
    }
}

/// `self: Box<Self>`
///
/// retry: no
mod boxed {
    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub fn renamed(mut self: Box<Self>, name: &str) -> crate::Reply<Box<Self>> {
            name.clone_into(&mut self.0);
            Ok(self)
        }
    }
}

/// `self: Rc<Self>`
///
/// retry: no
mod counted {
    use std::rc::Rc;

    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub fn share(self: Rc<Self>) -> crate::Reply<(Rc<Self>, Rc<Self>)> {
            Ok((Rc::clone(&self), self))
        }
    }
}

/// `self: &Arc<Self>`
mod reference_to_counted {
    use std::sync::Arc;

    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub fn share(self: &Arc<Self>) -> crate::Reply<Arc<Self>> {
            Ok(Arc::clone(self))
        }
    }
}

/// `self: Pin<&mut Self>`
///
/// retry: no
mod pinned {
    use std::pin::Pin;

    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub fn name(self: Pin<&mut Self>) -> crate::Reply<&mut String> {
            Ok(&mut self.get_mut().0)
        }
    }
}

/// `&self` where `Self` has an unsized tail
mod unsized_tail {
    #[derive(Debug)]
    pub struct Packet {
        pub kind: u8,
        pub content: [u8],
    }

    impl Packet {
        #[guard]
        pub fn content(&self) -> crate::Reply<&[u8]> {
            Ok(&self.content)
        }
    }
}
