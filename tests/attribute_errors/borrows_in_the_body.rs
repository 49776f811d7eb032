//! What the borrow checker says of the body of a guarded function.

use resilience::circuit_breaker;
use std::io;

struct Db {
    items: Vec<String>,
}

impl Db {
    #[circuit_breaker]
    fn add(&self, item: &str) -> io::Result<()> {
        self.items.push(item.to_owned());
        Ok(())
    }

    #[circuit_breaker]
    async fn add_later(&self, item: &str) -> io::Result<()> {
        self.items.push(item.to_owned());
        Ok(())
    }
}

#[circuit_breaker]
fn used_after_move(item: String) -> io::Result<String> {
    drop(item);
    Ok(item)
}

#[circuit_breaker]
async fn used_after_move_later(item: String) -> io::Result<String> {
    drop(item);
    Ok(item)
}

#[circuit_breaker]
fn not_mutable(item: String) -> io::Result<String> {
    item.push('a');
    Ok(item)
}

#[circuit_breaker]
async fn not_mutable_later(item: String) -> io::Result<String> {
    item.push('a');
    Ok(item)
}

#[circuit_breaker]
fn local<'a>() -> io::Result<&'a str> {
    let item = String::from("item");
    Ok(&item)
}

#[circuit_breaker]
async fn local_later<'a>() -> io::Result<&'a str> {
    let item = String::from("item");
    Ok(&item)
}

fn main() {
    let db = Db { items: Vec::new() };
    let _ = (db.add("a"), db.add_later("b"), used_after_move(String::new()));
    let _ = (used_after_move_later(String::new()), not_mutable(String::new()));
    let _ = (not_mutable_later(String::new()), local(), local_later());
}
