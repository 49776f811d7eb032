//! Where the parts of the process and the configuration tell.

use super::event::kind;
use super::outlet::Outlet;
use crate::name::Name;
use std::sync::LazyLock;

/// Theirs, all in one line.
pub(crate) fn process() -> &'static Outlet {
    static PROCESS: LazyLock<Outlet> =
        LazyLock::new(|| Outlet::new(kind::PROCESS, Name::Literal("parts"), Vec::new()));
    &PROCESS
}
