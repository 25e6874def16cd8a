//! Ending a program that was started beside the servers.
use std::io::{Error, ErrorKind, Result};
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Ends `child` as a service manager does: SIGTERM, patience, and SIGKILL with an error when that runs out.
pub fn end_child(child: &mut Child, patience: Duration) -> Result<ExitStatus> {
    if let Some(status) = child.try_wait()? {
        return Ok(status);
    }
    let process = i32::try_from(child.id()).map_err(Error::other)?;
    kill(Pid::from_raw(process), Signal::SIGTERM)?;
    let end = Instant::now() + patience;
    while Instant::now() < end {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    child.kill()?;
    child.wait()?;
    let late = format!("process {process} did not stop within {patience:?}");
    Err(Error::new(ErrorKind::TimedOut, late))
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use super::*;

    fn started(script: &str) -> Child {
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // It has set its trap once it says so.
        let mut said = [0];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut said).unwrap();
        child
    }

    #[test]
    fn a_program_ends_by_sigterm_or_is_killed_when_it_does_not() {
        let mut willing = started("echo; exec sleep 60");
        let status = end_child(&mut willing, Duration::from_secs(30)).unwrap();
        assert_eq!(status.signal(), Some(Signal::SIGTERM as i32));
        assert_eq!(end_child(&mut willing, Duration::ZERO).unwrap(), status);
        let mut deaf = started("trap '' TERM; echo; exec sleep 60");
        let late = end_child(&mut deaf, Duration::from_millis(50)).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::TimedOut);
        assert!(deaf.try_wait().unwrap().is_some());
    }
}
