//! Annotated functions when the process ends. There is no way back from that, so this is a process of
//! its own: who waits when it is told, and who comes after that.

mod newcomers;
#[path = "../support/task.rs"]
mod task;
mod waiters;

use resilience::{Rejected, registry};
use std::fmt::Debug;
use std::sync::LazyLock;

/// What became of those who waited when the process was told to end.
static TOLD: LazyLock<waiters::Told> = LazyLock::new(|| waiters::told(|| registry().drain()));

#[track_caller]
fn assert_shut_out<T: Debug>(name: &str, answer: Result<T, Rejected>) {
    let rejected = answer.unwrap_err();
    assert!(matches!(rejected, Rejected::ShuttingDown(_)), "{name}: {rejected:?}");
    assert_eq!(rejected.name(), name);
}
