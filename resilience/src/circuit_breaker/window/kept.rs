//! A list that only grows, read without a lock.

use once_cell::sync::OnceCell;

/// Values that stay where they are as long as the list does. The first is at hand; the n-th chunk behind
/// it has room for 2ⁿ.
#[derive(Debug)]
pub(super) struct Kept<T> {
    first: OnceCell<T>,
    chunks: [OnceCell<Box<[OnceCell<T>]>>; CHUNKS],
}

/// More than anybody will ever fill.
const CHUNKS: usize = 32;

impl<T> Kept<T> {
    pub(super) fn new() -> Self {
        Self { first: OnceCell::new(), chunks: [const { OnceCell::new() }; CHUNKS] }
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&T> {
        if index == 0 { self.first.get() } else { self.get_in_chunks(index) }
    }

    fn get_in_chunks(&self, index: usize) -> Option<&T> {
        let (chunk, place) = place(index);
        self.chunks.get(chunk)?.get()?[place].get()
    }

    /// Puts a value at the end, and says at which index that is. Nobody else may be at it.
    pub(super) fn push(&self, value: T) -> usize {
        let index = self.iter().count();
        let cell = if index == 0 {
            &self.first
        } else {
            let (chunk, place) = place(index);
            let empty = || (0..1_usize << chunk).map(|_| OnceCell::new()).collect();
            &self.chunks[chunk].get_or_init(empty)[place]
        };
        let taken = cell.set(value).is_err();
        debug_assert!(!taken, "those who push take turns");
        index
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        (0..).map_while(|index| self.get(index))
    }
}

/// The chunk of an index above nought, and the place in it.
fn place(index: usize) -> (usize, usize) {
    let chunk = index.ilog2() as usize;
    (chunk, index - (1 << chunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_there_in_its_order() {
        let kept = Kept::new();
        assert_eq!(kept.get(0), None);
        for index in 0..1000 {
            assert_eq!(kept.get(index), None);
            assert_eq!(kept.push(index), index);
            assert_eq!(kept.get(index), Some(&index));
        }
        assert!(kept.iter().copied().eq(0..1000));
        assert_eq!(kept.get(usize::MAX), None);
    }
}
