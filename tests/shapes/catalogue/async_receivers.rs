//! Async methods, by their receiver

/// `async`, `self` and `mut self`
///
/// retry: no
mod async_by_value {
    use std::future::ready;

    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub async fn close(self) -> crate::Reply<usize> {
            ready(Ok(self.0.len())).await
        }

        #[guard]
        pub async fn take(mut self) -> crate::Reply<String> {
            ready(()).await;
            self.0.pop().ok_or(crate::ApiError::NotFound)
        }
    }
}

/// `async`, `&self`, a borrow of it returned
mod async_by_reference {
    use std::future::ready;

    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub async fn get(&self, index: usize) -> crate::Reply<&str> {
            ready(()).await;
            Ok(self.0.get(index).ok_or(crate::ApiError::NotFound)?)
        }
    }
}

/// `async`, `&mut self`, a re-borrow out of it returned
///
/// retry: no
mod async_by_mutable_reference {
    use std::future::ready;

    #[derive(Debug)]
    pub struct Db(pub Vec<String>);

    impl Db {
        #[guard]
        pub async fn get_mut(&mut self, index: usize) -> crate::Reply<&mut String> {
            ready(()).await;
            self.0.get_mut(index).ok_or(crate::ApiError::NotFound)
        }
    }
}

/// `async`, `self: Box<Self>` and `self: Arc<Self>`
///
/// retry: no
mod async_boxed_and_counted {
    use std::future::ready;
    use std::sync::Arc;

    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub async fn take(self: Box<Self>) -> crate::Reply<String> {
            ready(()).await;
            Ok(self.0)
        }

        #[guard]
        pub async fn share(self: Arc<Self>) -> crate::Reply<Arc<Self>> {
            ready(Ok(self)).await
        }
    }
}

/// `async`, `self: Pin<&mut Self>`
///
/// retry: no
mod async_pinned {
    use std::future::ready;
    use std::pin::Pin;

    #[derive(Debug)]
    pub struct Db(pub String);

    impl Db {
        #[guard]
        pub async fn name(self: Pin<&mut Self>) -> crate::Reply<&mut String> {
            ready(()).await;
            Ok(&mut self.get_mut().0)
        }
    }
}
