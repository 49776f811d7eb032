//! `key = …`: a limiter for each key.

use crate::Reply;
use resilience::rate_limiter;
use std::cell::Cell;
use std::future::{Future, ready};
use std::pin::Pin;
use std::rc::Rc;

#[derive(Clone, Debug)]
struct User {
    id: u64,
    name: String,
}

#[rate_limiter(key = id)]
fn number(id: u64) -> u64 {
    id
}

#[rate_limiter(key = user.name, accessor = field_limiter)]
fn field(user: User) -> String {
    user.name
}

#[rate_limiter(key = name, timeout = 1)]
fn text(name: &str) -> Reply<&str> {
    Ok(name)
}

#[rate_limiter(key = (user.id, &user.name), blocking = false)]
fn several(user: &User) -> Reply<u64> {
    Ok(user.id)
}

#[rate_limiter(key = format!("{}/{}", user.id, user.name))]
async fn made(user: &User) -> u64 {
    ready(user.id).await
}

#[rate_limiter(key = text.parse::<u32>()?, timeout = 1)]
fn fallible(text: &str) -> Reply<u32> {
    Ok(text.parse()?)
}

#[rate_limiter(name = "keyed", key = user.id, timeout = 1)]
async fn later(user: User) -> Reply<User> {
    ready(()).await;
    Ok(user)
}

#[rate_limiter(key = *name, blocking = false)]
async fn unsized_key(name: &str) -> Reply<usize> {
    ready(Ok(name.len())).await
}

/// A key that is neither `Send` nor `Sync` is gone before the future waits.
#[rate_limiter(key = Rc::new(number))]
async fn not_send(number: u32) -> u32 {
    ready(number).await
}

#[rate_limiter(key = cell.get(), timeout = 1)]
async fn send_not_sync(cell: Cell<u32>) -> Reply<u32> {
    ready(Ok(cell.get())).await
}

#[rate_limiter(key = user.id)]
fn returned(user: User) -> impl Future<Output = User> + Send {
    ready(user)
}

#[rate_limiter(key = user.name, timeout = 1)]
fn boxed(user: User) -> Pin<Box<dyn Future<Output = Reply<User>> + Send>> {
    Box::pin(async move { Ok(user) })
}

struct Server {
    name: &'static str,
}

impl Server {
    #[rate_limiter(key = self.name)]
    fn call(&mut self) -> &str {
        self.name
    }
}

#[rate_limiter(key = key)]
fn generic<K: std::hash::Hash>(key: K) -> K {
    key
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    let user = User { id: 1, name: String::from("a") };
    drop((number(1), field(user.clone()), text("a"), several(&user), fallible("1")));
    send((made(&user), later(user.clone()), unsized_key("a"), not_send(1)));
    send(send_not_sync(Cell::new(1)));
    send((returned(user.clone()), boxed(user)));
    drop((Server { name: "a" }.call(), generic(1), field_limiter()));
}
