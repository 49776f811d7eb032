//! Reading and replacing whole files.

use rustix::fs::{Mode, OFlags};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use tempfile::NamedTempFile;

/// How the names of temporary files end.
const ENDING: &str = ".resilience-part";
/// 644: probes may run as other users, and so may people. The process's umask takes from this.
const MODE: Mode = Mode::RUSR.union(Mode::WUSR).union(Mode::RGRP).union(Mode::ROTH);

/// Whether a file's contents have to be on the disk before it takes its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disk {
    /// The kernel writes them when it likes: whole after the end of the process, not of the machine.
    Later,
    First,
}

/// Puts a file with these contents at `path`, which names one, in one step: whoever reads sees the old
/// contents or the new ones. Missing folders are made.
///
/// # Errors
///
/// The system's. Nothing is left behind then, and `path` is as it was.
pub(super) fn replace(path: &Path, contents: &[u8], disk: Disk) -> io::Result<()> {
    refuse_what_is_no_file(path)?;
    match put(path, contents, disk) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder_of(path))?;
            put(path, contents, disk)
        }
        done => done,
    }
}

/// A name in place of a device would be the end of the device. A link is replaced, not followed.
fn refuse_what_is_no_file(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if !(there.is_file() || there.is_symlink()) => Err(no_file()),
        _ => Ok(()),
    }
}

fn put(path: &Path, contents: &[u8], disk: Disk) -> io::Result<()> {
    let temporary = temporary_for(path)?;
    fill(temporary.as_file(), contents, disk)?;
    // What fails removes the temporary file.
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn temporary_for(path: &Path) -> io::Result<NamedTempFile> {
    let temporary = tempfile::Builder::new()
        .prefix(&beginning_for(path))
        .suffix(ENDING)
        .rand_bytes(12)
        .make_in(folder_of(path), create)?;
    // The sign that somebody is at it; see `sweep`. Where there are no locks nothing is swept.
    let _ = temporary.as_file().try_lock();
    Ok(temporary)
}

/// Makes a file that is not there. A link that somebody has put there is no such place.
fn create(temporary: &Path) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
    system_open(temporary, flags)
}

fn fill(mut temporary: &File, contents: &[u8], disk: Disk) -> io::Result<()> {
    temporary.write_all(contents)?;
    match disk {
        Disk::Later => Ok(()),
        Disk::First => temporary.sync_all(),
    }
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// How the names of temporary files for `path` begin: hidden, and not too long where its own is.
fn beginning_for(path: &Path) -> OsString {
    let name = path.file_name().unwrap_or_default().as_bytes();
    let mut beginning = OsString::from(".");
    beginning.push(OsStr::from_bytes(&name[..name.len().min(200)]));
    beginning.push(".");
    beginning
}

/// Removes the temporary files of writers for `path` that were killed. A living one holds a lock on
/// its own; one that has made it and not locked it yet makes another.
pub(super) fn sweep(path: &Path) {
    let beginning = beginning_for(path);
    let Ok(entries) = fs::read_dir(folder_of(path)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.as_bytes().starts_with(beginning.as_bytes())
            && name.as_bytes().ends_with(ENDING.as_bytes());
        if is_ours && is_left_behind(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_left_behind(temporary: &Path) -> bool {
    open(temporary, OFlags::NOFOLLOW).is_ok_and(|file| file.try_lock().is_ok())
}

/// What is in the file at `path`, up to one byte more than `most`.
pub(super) fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let file = open(path, OFlags::empty())?;
    let mut contents = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut contents)?;
    Ok(contents)
}

/// Opens a file for reading. What is no file is refused, and a pipe without a writer not waited for.
fn open(path: &Path, more: OFlags) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | more;
    let file = system_open(path, flags)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_file()) }
}

fn system_open(path: &Path, flags: OFlags) -> io::Result<File> {
    let open = || rustix::fs::open(path, flags | OFlags::CLOEXEC, MODE);
    Ok(File::from(rustix::io::retry_on_intr(open)?))
}

fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_temporary_file_is_never_what_somebody_has_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, nowhere] =
            ["file", "link", "nowhere"].map(|name| folder.path().join(name));
        fs::write(&file, "what matters").unwrap();
        symlink(&file, &link).unwrap();
        symlink(folder.path().join("new"), &nowhere).unwrap();
        for planted in [&file, &link, &nowhere] {
            assert_eq!(create(planted).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "what matters");
        assert!(!folder.path().join("new").exists());
    }

    #[test]
    fn a_temporary_file_is_swept_when_its_writer_is_gone_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.heartbeat");
        let (_, temporary) = {
            let writing = temporary_for(&path).unwrap();
            sweep(&path);
            assert!(writing.path().exists());
            writing.keep().unwrap()
        };
        sweep(&path);
        assert!(!temporary.exists());
    }
}
