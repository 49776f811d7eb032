//! Seeing a rejection inside the error of a guarded call.
//!
//! A breaker around another policy gets that policy's rejection as the error of its own call, and
//! must not count it: the dependency was not asked. The error type of a call is any `E`, without
//! `'static` and without a trait, so neither a downcast nor specialisation can find an
//! [`Error<X>`](Error) in it. Therefore every `Error<X>` that this crate makes of a rejection
//! first enters its type here, beside a function that looks into it; a failed call looks its error
//! type up. See `docs/decisions/0003-seeing-a-rejection.md`.

use super::{Error, Rejected};
use arc_swap::ArcSwap;
use std::any::TypeId;
use std::cell::Cell;
use std::ptr;
use std::sync::LazyLock;

/// Looks into the error behind the pointer: `Error<X>`, for the `X` it was made for.
type Look = unsafe fn(*const ()) -> Option<*const Rejected>;

type Table = Vec<(TypeId, Look)>;

/// Every `Error<X>` with a rejection in it so far, sorted by type. Programs have a handful. Read by
/// every failed call, so without a lock.
static SEEN: LazyLock<ArcSwap<Table>> = LazyLock::new(ArcSwap::default);

fn position(table: &Table, id: TypeId) -> Result<usize, usize> {
    table.binary_search_by_key(&id, |entry| entry.0)
}

thread_local! {
    /// The last type this thread entered (none at first): a rejection costs one comparison.
    static LAST: Cell<TypeId> = const { Cell::new(TypeId::of::<()>()) };
}

/// Called before an `Error<X>` is made that holds a rejection.
#[inline]
pub(super) fn make_visible<X>() {
    let id = typeid::of::<Error<X>>();
    if LAST.get() != id {
        enter(id, look::<X>);
    }
}

#[cold]
#[inline(never)]
fn enter(id: TypeId, look: Look) {
    LAST.set(id);
    if position(&SEEN.load(), id).is_ok() {
        return; // by another thread, or before another type: nothing to allocate
    }
    SEEN.rcu(|table| {
        let mut table = Table::clone(table);
        if let Err(index) = position(&table, id) {
            table.insert(index, (id, look));
        }
        table
    });
}

/// The rejection that `error` is: a [`Rejected`], or an [`Error`] that holds one, however deep.
pub(crate) fn rejection_in<E>(error: &E) -> Option<&Rejected> {
    let id = typeid::of::<E>();
    let pointer = ptr::from_ref(error).cast::<()>();
    let rejected = if id == TypeId::of::<Rejected>() {
        Some(pointer.cast())
    } else {
        let look = {
            let table = SEEN.load();
            table[position(&table, id).ok()?].1
        };
        #[expect(unsafe_code, reason = "the cast that `Any` would make, were `E` 'static")]
        // SAFETY: `look` was entered under the identity of the type that it takes its pointer for,
        // and that is `E`, up to lifetimes, which have no part in a type's layout.
        unsafe {
            look(pointer)
        }
    };
    #[expect(unsafe_code, reason = "as above")]
    // SAFETY: a rejection within `error`, or all of it, lives as long as that is borrowed. It has
    // no lifetimes of its own to be wrong about.
    rejected.map(|rejected| unsafe { &*rejected })
}

#[expect(unsafe_code, reason = "see `rejection_in`")]
/// # Safety
///
/// The pointer is that of a `&Error<X>`, whatever the lifetimes in `X`.
unsafe fn look<X>(error: *const ()) -> Option<*const Rejected> {
    // SAFETY: the caller's promise.
    match unsafe { &*error.cast::<Error<X>>() } {
        Error::Rejected(rejected) => Some(ptr::from_ref(rejected)),
        Error::Inner(inner) => rejection_in(inner).map(ptr::from_ref),
    }
}
