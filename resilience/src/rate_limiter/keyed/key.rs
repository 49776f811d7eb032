//! What is kept of a key.

use crate::sync::RandomState;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

/// 128 bits of a randomly keyed hash. The key itself is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key([u64; 2]);

impl Key {
    /// Which of `shards`, a power of two.
    pub(super) fn shard(self, shards: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let bits = self.0[1] as usize;
        bits & (shards - 1)
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0[0]);
    }
}

/// Two independently keyed hashers of the standard library (`SipHash` 1-3), 64 bits each.
#[derive(Debug, Default)]
pub(super) struct Hashes(RandomState, RandomState);

impl Hashes {
    pub(super) fn key<K: Hash + ?Sized>(&self, key: &K) -> Key {
        let mut both = Both(self.0.build_hasher(), self.1.build_hasher());
        key.hash(&mut both);
        Key([both.0.finish(), both.1.finish()])
    }
}

struct Both<H>(H, H);

impl<H: Hasher> Hasher for Both<H> {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// A map by keys, which are hashes already.
pub(super) type KeyMap<V> = HashMap<Key, V, BuildHasherDefault<AsItIs>>;

#[derive(Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, _: &[u8]) {
        unreachable!("a key hashes as one number")
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
