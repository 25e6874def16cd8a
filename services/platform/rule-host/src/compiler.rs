//! The parent's side of compiling: starts the compiler, feeds it, and kills it when it is late.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::config::HostConfig;
use crate::inspect::{PackageRefused, malformed};
use crate::manifest::Class;
use crate::shortened::shortened;

const PROGRAM: &str = "kezhuan-rule-compiler";

/// The status with which the compiler says that the file is no valid component: place and problem
/// stand on its first two lines.
pub const INVALID_STATUS: u8 = 65;

/// What Rust says when it gets no memory.
const OUT_OF_MEMORY: &str = "memory allocation of";

/// Characters of what a compiler that died said.
const MESSAGE_CHARS_MAX: usize = 500;

/// A package that could not be compiled, or a compiler that could not be run.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    #[error("{PROGRAM} is not beside {}, build it or name it in the configuration", .beside.display())]
    NoCompiler { beside: PathBuf },
    #[error("{PROGRAM} could not be run: {0}")]
    Run(#[from] std::io::Error),
    #[error("compiling took longer than {0} s and was stopped")]
    Late(u64),
    #[error(transparent)]
    Invalid(PackageRefused),
    #[error("compiling takes more than {0} s of processor time")]
    Cpu(u64),
    #[error("compiling takes more than {0} bytes of memory")]
    Memory(u64),
    #[error("the compiler ended with {status}: {message}")]
    Ended { status: String, message: String },
    #[error("the machine code is larger than {0} bytes")]
    TooLarge(usize),
}

impl CompileError {
    /// Whether the package took all that a compiler is given.
    pub(crate) fn is_limit(&self) -> bool {
        match self {
            CompileError::Late(_)
            | CompileError::Cpu(_)
            | CompileError::Memory(_)
            | CompileError::TooLarge(_) => true,
            CompileError::NoCompiler { .. }
            | CompileError::Run(_)
            | CompileError::Invalid(_)
            | CompileError::Ended { .. } => false,
        }
    }
}

/// The compiler: as configured, else beside this program, else one folder up, where test programs
/// find it.
pub(crate) fn find(configured: Option<&Path>) -> Result<PathBuf, CompileError> {
    if let Some(path) = configured {
        return Ok(path.to_owned());
    }
    let program = std::env::current_exe()?;
    let folders = program.ancestors().skip(1).take(2);
    let mut candidates = folders.map(|folder| folder.join(PROGRAM));
    candidates
        .find(|path| path.is_file())
        .ok_or_else(|| CompileError::NoCompiler {
            beside: program.clone(),
        })
}

/// Compiles `component` in a process of its own.
pub(crate) fn compile(
    program: &Path,
    component: &[u8],
    (limits, class): (&HostConfig, Class),
) -> Result<Vec<u8>, CompileError> {
    let mut child = Command::new(program)
        .args([
            limits.compile_memory_bytes_max.to_string(),
            limits.compile_cpu_s_max.to_string(),
            class.word().to_owned(),
        ])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let finished = std::thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        let late = Duration::from_secs(limits.compile_deadline_s_max);
        let pid = Pid::from_raw(child.id().cast_signed());
        // The child is not reaped before this thread has ended, so the id is still its own.
        let watchdog = scope.spawn(move || {
            let is_late = waiting.recv_timeout(late) == Err(mpsc::RecvTimeoutError::Timeout);
            is_late && kill(pid, Signal::SIGKILL).is_ok()
        });
        let outputs = converse(&mut child, component, limits.compiled_bytes_max);
        drop(done);
        (outputs, watchdog.join().unwrap_or(false))
    });
    let status = child.wait()?;
    match finished {
        (_, true) => Err(CompileError::Late(limits.compile_deadline_s_max)),
        ((code, _), false) if status.success() && code.len() <= limits.compiled_bytes_max => {
            Ok(code)
        }
        (_, false) if status.success() => Err(CompileError::TooLarge(limits.compiled_bytes_max)),
        ((_, message), false) => Err(told(status, &String::from_utf8_lossy(&message), limits)),
    }
}

/// What the compiler said of a file it did not compile.
fn told(status: ExitStatus, message: &str, limits: &HostConfig) -> CompileError {
    if status.code() == Some(INVALID_STATUS.into()) {
        let (place, problem) = message.split_once('\n').unwrap_or(("the file", message));
        return CompileError::Invalid(malformed(place, problem.trim()));
    }
    let is_signal = |signal: Signal| status.signal() == Some(signal as i32);
    if is_signal(Signal::SIGXCPU) {
        return CompileError::Cpu(limits.compile_cpu_s_max);
    }
    if is_signal(Signal::SIGABRT) && message.contains(OUT_OF_MEMORY) {
        return CompileError::Memory(limits.compile_memory_bytes_max);
    }
    CompileError::Ended {
        status: status.to_string(),
        message: shortened(message.trim(), MESSAGE_CHARS_MAX),
    }
}

/// Writes the component and reads both outputs, each up to a bound, until the child closes them.
fn converse(child: &mut Child, component: &[u8], bytes_max: usize) -> (Vec<u8>, Vec<u8>) {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let bound = u64::try_from(bytes_max)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A compiler that died early closes its end; its status says why.
            stdin.map(|mut stdin| stdin.write_all(component))
        });
        let message = scope.spawn(move || read(stderr, 4096));
        let code = read(stdout, bound);
        (code, message.join().unwrap_or_default())
    })
}

fn read(stream: Option<impl Read>, bytes_max: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        // What could be read counts; the exit status decides.
        let _ = stream.take(bytes_max).read_to_end(&mut bytes);
    }
    bytes
}
