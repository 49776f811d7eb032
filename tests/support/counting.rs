//! The system's allocator, with a count of what each thread does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a thread has done so far. Other threads, such as those of other tests, have no part in it.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    /// How often it has asked for memory.
    pub(crate) allocations: u64,
    /// The bytes it has asked for and not given back.
    pub(crate) live_bytes: isize,
    /// The most that these have ever been.
    pub(crate) most_live_bytes: isize,
}

thread_local! {
    static COUNTS: Cell<Counts> =
        const { Cell::new(Counts { allocations: 0, live_bytes: 0, most_live_bytes: 0 }) };
}

pub(crate) fn counts() -> Counts {
    COUNTS.get()
}

struct Counting;

fn count(allocations: u64, bytes: isize) {
    let mut counts = COUNTS.get();
    counts.allocations += allocations;
    counts.live_bytes += bytes;
    counts.most_live_bytes = counts.most_live_bytes.max(counts.live_bytes);
    COUNTS.set(counts);
}

#[expect(unsafe_code, reason = "an allocator is")]
// SAFETY: the system's allocator does the work. (What is moved to a larger place is allocated there
// and given back here, as `GlobalAlloc` does it by itself: both are counted.)
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, -layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;
