//! Makes the calls: each in a task of its own that this thread drives, within a runtime that has timers.

use crate::harness::Row;
use std::fmt::Debug;
/// The error of the call: of a type that everybody takes.
pub(crate) use std::fmt::Error as Failed;
use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tower::{Service, ServiceExt};

/// What a call may take: nothing here takes that long.
pub(crate) const LIMIT: Duration = Duration::from_secs(3600);
/// How many calls there may be at once: more than there are threads.
pub(crate) const PERMITS: u32 = 1000;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_time().build().expect("a runtime")
});

/// The call: one that is not inlined and returns a result.
#[inline(never)]
pub(crate) fn bare(number: u64) -> Result<u64, Failed> {
    if number == u64::MAX { Err(Failed) } else { Ok(number ^ 1) }
}

pub(crate) async fn bare_async(number: u64) -> Result<u64, Failed> {
    bare(number)
}

/// A call that has to wait, as one over a network has, and is woken at once.
pub(crate) async fn waits_once(number: u64) -> Result<u64, Failed> {
    let mut waited = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    bare(number)
}

struct Unparks(Thread);

impl Wake for Unparks {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

fn finish<F: Future>(mut future: Pin<&mut F>, cx: &mut Context<'_>) -> F::Output {
    loop {
        match future.as_mut().poll(cx) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

/// A row of async calls by a client that each thread makes for itself.
pub(crate) fn task_row<'a, C: AsyncFnMut(u64) -> u64>(
    name: &'static str,
    beside: Option<&'static str>,
    client: impl Fn() -> C + Sync + 'a,
) -> Row<'a> {
    let body = Box::new(move |calls| {
        let _within = RUNTIME.enter();
        let waker = Waker::from(Arc::new(Unparks(thread::current())));
        let (mut cx, mut client) = (Context::from_waker(&waker), client());
        for _ in 0..calls {
            let answer = finish(pin!(client(black_box(7))), &mut cx);
            assert_eq!(answer, 6, "{name}");
        }
    });
    Row { name, beside: beside.map(|other| (other, None)), body }
}

/// The same for a service that each thread clones for itself.
pub(crate) fn service_row<'a, S>(
    name: &'static str,
    beside: Option<&'static str>,
    service: S,
) -> Row<'a>
where
    S: Service<u64, Response = u64, Error: Debug> + Clone + Sync + 'a,
{
    task_row(name, beside, move || {
        let mut service = service.clone();
        async move |number| {
            let ready = service.ready().await.expect("it is always ready");
            ready.call(number).await.expect("the call succeeds")
        }
    })
}
