//! Starts children that end with this process, however it ends.
//!
//! The kernel can signal a child when its parent dies, but by parent it means the thread that
//! started it. So all children are started by one thread that lives as long as the process.

use std::{
    ffi::OsString,
    io,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command},
    sync::{LazyLock, mpsc},
    thread,
};

use nix::sys::signal::Signal;

type Answer = mpsc::SyncSender<io::Result<Child>>;

static NURSERY: LazyLock<io::Result<mpsc::Sender<(Command, Answer)>>> = LazyLock::new(|| {
    let (sender, orders) = mpsc::channel::<(Command, Answer)>();
    thread::Builder::new()
        .name("server-nursery".to_owned())
        .spawn(move || {
            for (mut command, answer) in orders {
                // Nobody waits for the answer only when the caller's thread is gone with its process.
                let _ = answer.send(command.spawn());
            }
        })?;
    Ok(sender)
});

/// Starts `command` in a process group of its own, so that Ctrl-C in the terminal reaches only us.
pub(crate) fn spawn(mut command: Command) -> io::Result<Child> {
    command.process_group(0);
    let (answer, child) = mpsc::sync_channel(1);
    let nursery = NURSERY
        .as_ref()
        .map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
    nursery.send((command, answer)).map_err(io::Error::other)?;
    child.recv().map_err(io::Error::other)?
}

/// `program`, wrapped so that the kernel sends it `signal` when this process ends.
///
/// `setpriv` is part of util-linux, which no Debian lacks.
pub(crate) fn dying_with_us(program: &Path, signal: Signal) -> Command {
    let name = signal.as_str().trim_start_matches("SIG");
    let mut command = Command::new("setpriv");
    command.args([
        OsString::from("--pdeathsig"),
        name.into(),
        "--".into(),
        program.into(),
    ]);
    command
}
