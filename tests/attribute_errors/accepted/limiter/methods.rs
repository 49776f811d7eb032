//! Methods, inherent and of traits.

use crate::{ApiError, Reply};
use resilience::rate_limiter;
use std::pin::Pin;
use std::rc::Rc;

#[derive(Debug, Default)]
struct Db {
    items: Vec<String>,
}

impl Db {
    #[rate_limiter(accessor = open_limiter)]
    fn open(item: &str) -> Self {
        Self { items: vec![item.to_owned()] }
    }

    #[rate_limiter]
    fn get(&self, index: usize) -> Option<&str> {
        Some(self.items.get(index)?)
    }

    #[rate_limiter(timeout = 1)]
    fn get_mut(&mut self, index: usize) -> Reply<&mut String> {
        if index > 9 {
            return Err(ApiError::NotFound);
        }
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[rate_limiter(blocking = false)]
    fn take(mut self) -> Reply<String> {
        self.items.pop().ok_or(ApiError::NotFound)
    }

    #[rate_limiter]
    fn shared(self: Rc<Self>) -> usize {
        self.items.len()
    }

    #[rate_limiter]
    async fn get_later(&self, index: usize) -> Option<&str> {
        std::future::ready(()).await;
        Some(self.items.get(index)?)
    }

    #[rate_limiter(timeout = 1)]
    async fn get_mut_later(&mut self, index: usize) -> Reply<&mut String> {
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[rate_limiter(blocking = false)]
    async fn take_later(mut self) -> Reply<String> {
        std::future::ready(()).await;
        self.items.pop().ok_or(ApiError::NotFound)
    }

    #[rate_limiter]
    async fn pinned(self: Pin<&mut Self>) -> usize {
        self.items.len()
    }
}

struct Cache<T>(T);

impl<T: Clone> Cache<T> {
    #[rate_limiter(accessor = cache_limiter)]
    fn get(&self) -> T {
        self.0.clone()
    }
}

trait Source {
    type Item;

    fn fetch(&self, index: usize) -> Option<Self::Item>;

    async fn fetch_later(&self, index: usize) -> Reply<Self::Item>;

    #[rate_limiter]
    fn fetch_first(&self) -> Option<Self::Item> {
        self.fetch(0)
    }

    #[rate_limiter(blocking = false)]
    async fn fetch_first_later(&self) -> Reply<Self::Item> {
        self.fetch_later(0).await
    }
}

impl Source for Db {
    type Item = String;

    #[rate_limiter]
    fn fetch(&self, index: usize) -> Option<Self::Item> {
        self.items.get(index).cloned()
    }

    #[rate_limiter(timeout = 1)]
    async fn fetch_later(&self, index: usize) -> Reply<Self::Item> {
        self.items.get(index).cloned().ok_or(ApiError::NotFound)
    }
}

pub(crate) fn all() {
    let mut db = Db::open("a");
    drop((db.get(0), db.fetch(0), db.fetch_first(), Cache(1).get()));
    drop(db.get_mut(0));
    drop((db.get_later(0), db.fetch_later(0), db.fetch_first_later()));
    drop(db.get_mut_later(0));
    drop(Pin::new(&mut db).pinned());
    drop((Db::default().take(), Rc::new(Db::default()).shared()));
    drop(db.take_later());
    drop((Db::open_limiter(), Cache::<u32>::cache_limiter()));
}
