//! Methods, inherent and of traits.

use crate::{ApiError, Reply};
use resilience::circuit_breaker;
use std::pin::Pin;

#[derive(Debug, Default)]
struct Db {
    items: Vec<String>,
}

impl Db {
    #[circuit_breaker(accessor = open_breaker)]
    fn open(item: &str) -> Reply<Self> {
        Ok(Self { items: vec![item.to_owned()] })
    }

    #[circuit_breaker]
    fn get(&self, index: usize) -> Reply<&str> {
        Ok(self.items.get(index).ok_or(ApiError::NotFound)?)
    }

    #[circuit_breaker]
    fn get_mut(&mut self, index: usize) -> Reply<&mut String> {
        if index > 9 {
            return Err(ApiError::NotFound);
        }
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[circuit_breaker]
    fn take(mut self) -> Reply<String> {
        self.items.pop().ok_or(ApiError::NotFound)
    }

    #[circuit_breaker]
    async fn get_later(&self, index: usize) -> Reply<&str> {
        std::future::ready(()).await;
        Ok(self.items.get(index).ok_or(ApiError::NotFound)?)
    }

    #[circuit_breaker]
    async fn get_mut_later(&mut self, index: usize) -> Reply<&mut String> {
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[circuit_breaker]
    async fn take_later(mut self) -> Reply<String> {
        self.items.pop().ok_or(ApiError::NotFound)
    }

    #[circuit_breaker]
    async fn pinned(self: Pin<&mut Self>) -> Reply<usize> {
        Ok(self.items.len())
    }

    #[circuit_breaker]
    fn either<'a, 'b: 'a>(&'a self, other: &'b str) -> Reply<&'a str> {
        Ok(self.items.first().map_or(other, |item| item))
    }
}

struct Cache<T>(T);

impl<T: Clone> Cache<T> {
    #[circuit_breaker(accessor = cache_breaker)]
    fn get(&self) -> Reply<T> {
        Ok(self.0.clone())
    }
}

trait Source {
    type Item;

    fn fetch(&self, index: usize) -> Reply<Self::Item>;

    async fn fetch_later(&self, index: usize) -> Reply<Self::Item>;

    #[circuit_breaker]
    fn fetch_first(&self) -> Reply<Self::Item> {
        self.fetch(0)
    }

    #[circuit_breaker]
    async fn fetch_first_later(&self) -> Reply<Self::Item> {
        self.fetch_later(0).await
    }
}

impl Source for Db {
    type Item = String;

    #[circuit_breaker]
    fn fetch(&self, index: usize) -> Reply<Self::Item> {
        self.items.get(index).cloned().ok_or(ApiError::NotFound)
    }

    #[circuit_breaker]
    async fn fetch_later(&self, index: usize) -> Reply<Self::Item> {
        self.fetch(index)
    }
}

pub(crate) fn all() {
    let mut db = Db::open("a").unwrap_or_default();
    drop((db.get(0), db.either("b")));
    drop(db.get_mut(0));
    drop((db.fetch(0), db.fetch_first(), Cache(1).get()));
    drop((db.get_later(0), db.fetch_later(0), db.fetch_first_later()));
    drop(db.get_mut_later(0));
    drop(Pin::new(&mut db).pinned());
    drop(Db::default().take());
    drop(db.take_later());
    drop((Db::open_breaker(), Cache::<u32>::cache_breaker()));
}
