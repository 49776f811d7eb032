//! Signals: what happens in the handler, and the thread that does the rest.
//!
//! A handler may run at any instant, on any thread, with any lock held. So it takes none and allocates
//! nothing: for each signal it ends the process if one has come before, raises a flag, and writes a byte
//! into a socket, in this order. Nothing of that needs a thread of ours to answer, so a second signal
//! ends the process whatever hangs.
//!
//! The thread reads the socket. It begins the shutdown, which runs on another thread, and keeps watch
//! over the time.

use super::core::{AT_WORK, Core};
use super::disposition::Defaults;
use super::error::ShutdownError;
use crate::clock::Clock;
use crate::waiting::on_thread;
use parking_lot::Mutex;
use signal_hook::SigId;
use signal_hook::flag;
use signal_hook::low_level::{exit, pipe, unregister};
use std::io::{self, Read};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long the process may live after a signal, beyond the time of the shutdown.
const GRACE: Duration = Duration::from_millis(500);

/// What a shell says of a process that a signal ended, less the signal.
const ENDED_BY_SIGNAL: i32 = 128;

static PROCESS: Mutex<Signals> = Mutex::new(Signals { installed: None, defaults: Defaults::new() });

/// The signals of this process: one shutdown has them, or none.
struct Signals {
    installed: Option<Installed>,
    defaults: Defaults,
}

struct Installed {
    core: Arc<Core>,
    actions: Vec<SigId>,
    /// The reader's end; shut down, it ends the thread.
    socket: UnixStream,
}

/// Lets the signals start this shutdown.
pub(super) fn install(core: &Arc<Core>) -> Result<(), ShutdownError> {
    let mut signals = PROCESS.lock();
    match &signals.installed {
        Some(installed) if Arc::ptr_eq(&installed.core, core) => return Ok(()),
        Some(_) => return Err(ShutdownError::AnotherInstalled),
        None => {}
    }
    signals.installed = Some(take(core, &mut signals.defaults).map_err(ShutdownError::System)?);
    AT_WORK.enter(core);
    Ok(())
}

/// Gives the signals back, if this shutdown has them.
pub(super) fn uninstall(core: &Arc<Core>) {
    let mut signals = PROCESS.lock();
    let Some(installed) = signals.installed.take_if(|it| Arc::ptr_eq(&it.core, core)) else {
        return;
    };
    // First: a signal that comes meanwhile shall not be lost.
    signals.defaults.apply(&core.plan.signals, true);
    installed.release();
    if !core.has_begun() {
        AT_WORK.leave(core);
    }
}

pub(super) fn is_installed(core: &Arc<Core>) -> bool {
    PROCESS.lock().installed.as_ref().is_some_and(|it| Arc::ptr_eq(&it.core, core))
}

fn take(core: &Arc<Core>, defaults: &mut Defaults) -> io::Result<Installed> {
    let (reader, writer) = UnixStream::pair()?;
    let came = Arc::new(AtomicBool::new(false));
    let socket = reader.try_clone()?;
    let watch = Watch { core: Arc::clone(core), came: Arc::clone(&came), reader };
    thread::Builder::new().name(String::from("shutdown-signal")).spawn(move || watch.run())?;
    let mut installed = Installed { core: Arc::clone(core), actions: Vec::new(), socket };
    for &signal in &core.plan.signals {
        let taken = defaults.keep(signal).and_then(|()| installed.act_on(signal, &came, &writer));
        if let Err(error) = taken {
            installed.release();
            return Err(error);
        }
    }
    defaults.apply(&core.plan.signals, false);
    Ok(installed)
}

impl Installed {
    /// The handler does this in the order in which it stands here.
    fn act_on(
        &mut self,
        signal: i32,
        came: &Arc<AtomicBool>,
        writer: &UnixStream,
    ) -> io::Result<()> {
        let status = ENDED_BY_SIGNAL + signal;
        let ended = flag::register_conditional_shutdown(signal, status, Arc::clone(came))?;
        self.actions.push(ended);
        self.actions.push(flag::register(signal, Arc::clone(came))?);
        self.actions.push(pipe::register(signal, writer.try_clone()?)?);
        Ok(())
    }

    fn release(&self) {
        for action in &self.actions {
            unregister(*action);
        }
        // Fails if the other end is closed, which ends the thread as well.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

/// The thread that signals talk to.
struct Watch {
    core: Arc<Core>,
    /// Whether a signal has come.
    came: Arc<AtomicBool>,
    reader: UnixStream,
}

impl Watch {
    fn run(mut self) {
        loop {
            let end = match self.reader.read(&mut [0; 16]) {
                Ok(bytes) => bytes == 0,
                Err(error) => error.kind() != io::ErrorKind::Interrupted,
            };
            // After a fork the child's handler writes into the same socket. Its flag is its own.
            if self.came.load(Ordering::SeqCst) {
                return answer(&self.core);
            }
            if end {
                return;
            }
        }
    }
}

/// What a signal does: the process does not live longer than this takes, but where its time is endless.
fn answer(core: &Arc<Core>) {
    let since = Instant::now();
    let most = core.plan.timeout.saturating_add(GRACE);
    core.begin();
    if core.plan.exit_when_done {
        let clock = Clock::system(); // whatever the shutdown goes by
        let deadline = clock.now().after(most);
        if on_thread(core.told.wait(&clock, deadline)).is_some() {
            leave();
        }
    }
    if core.plan.timeout != Duration::MAX {
        thread::sleep(most.saturating_sub(since.elapsed()));
        exit(core.plan.force_exit_code);
    }
}

/// Ends the process as `main` does when it returns. What is to be done then may hang: it is not done
/// on the thread that keeps watch.
fn leave() {
    let exit_thread = thread::Builder::new().name(String::from("shutdown-exit"));
    if exit_thread.spawn(|| process::exit(0)).is_err() {
        exit(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::GracefulShutdown;
    use super::*;
    use std::io::Write;

    /// One whose handler wrote a byte before the thread reads it.
    fn watch(has_come: bool) -> (GracefulShutdown, Watch, UnixStream) {
        let shutdown = GracefulShutdown::builder().timeout(Duration::MAX).signals([]).build();
        let shutdown = shutdown.unwrap();
        let (reader, mut writer) = UnixStream::pair().unwrap();
        writer.write_all(b"X").unwrap();
        let (core, came) = (Arc::clone(&shutdown.0), Arc::new(AtomicBool::new(has_come)));
        (shutdown, Watch { core, came, reader }, writer)
    }

    #[test]
    fn a_byte_that_the_handler_of_a_forked_child_wrote_starts_nothing() {
        let (shutdown, watch, writer) = watch(false);
        drop(writer);
        watch.run();
        assert!(!shutdown.is_shutting_down());
    }

    #[test]
    fn a_signal_that_came_right_before_the_socket_was_closed_starts_the_shutdown() {
        let (shutdown, watch, writer) = watch(true);
        writer.shutdown(Shutdown::Both).unwrap();
        watch.run();
        assert!(shutdown.wait(None));
    }
}
