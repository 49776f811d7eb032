use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failures = 3)]
pub struct Db;

#[circuit_breaker]
impl Db {
    fn get(&self, id: u32) -> io::Result<u32> {
        Ok(id)
    }
}

#[circuit_breaker]
pub trait Source {
    fn fetch(&self) -> io::Result<u32>;
}

#[circuit_breaker]
unsafe impl Send for Handle {}

struct Handle(*const u8);

#[circuit_breaker]
enum Kind {
    One,
}

#[circuit_breaker]
mod inner {
    pub fn two() -> u32 {
        2
    }
}

#[circuit_breaker]
const LIMIT: u32 = 3;

#[circuit_breaker]
static NAME: &str = "name";

#[circuit_breaker]
type Alias = u32;

#[circuit_breaker]
use std::fmt;

#[circuit_breaker]
macro_rules! three {
    () => {
        3
    };
}

#[circuit_breaker]
unsafe extern "C" {}

#[circuit_breaker]
union Both {
    _one: u32,
    _two: f32,
}

impl Source for Db {
    fn fetch(&self) -> io::Result<u32> {
        self.get(LIMIT)
    }
}

fn main() {
    let _: (io::Result<u32>, Kind, Alias, u32) = (Db.fetch(), Kind::One, three!(), inner::two());
    let _: (Result<(), fmt::Error>, Handle, Both) = (Ok(()), Handle(NAME.as_ptr()), Both { _one: 1 });
}
