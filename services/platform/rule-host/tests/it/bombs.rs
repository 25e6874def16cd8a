//! Compile bombs: the compiler is stopped at its limits, and the host's own memory does not grow with what
//! they describe. In a process of its own, whose memory nobody else uses.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use kezhuan_hostile::bombs;
use kezhuan_rule_host::{CompileError, Host, HostConfig, LoadError};
use nix::sys::resource::{UsageWho, getrusage};

use crate::support::{config, file};

const FOLDER: &str = "KEZHUAN_BOMBS";
const COMPILER_BYTES_MAX: u64 = 512 << 20;
/// The file, the machine code and what reading them takes, whatever a file of 32 MiB says.
const HOST_BYTES_MAX: u64 = 200 << 20;

#[test]
fn compile_bombs_are_stopped_and_memory_stays_bounded() {
    let folder = tempfile::tempdir().unwrap();
    for (number, bomb) in bombs::all().unwrap().into_iter().enumerate() {
        let name = format!("{number:02} {}", bomb.name);
        std::fs::write(folder.path().join(name), bomb.bytes).unwrap();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "bombs::in_a_process_of_its_own",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{said}{wrong}");
    assert!(said.contains("test result: ok. 1 passed"), "{said}");
}

#[test]
#[ignore = "compile_bombs_are_stopped_and_memory_stays_bounded runs it, with the bombs in a folder"]
fn in_a_process_of_its_own() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("the folder of the bombs"));
    let cache = tempfile::tempdir().unwrap();
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        compile_memory_bytes_max: COMPILER_BYTES_MAX,
        compile_cpu_s_max: 4,
        compile_deadline_s_max: 10,
        ..config()
    })
    .unwrap();
    let good = host
        .load(&std::fs::read(file("pengjiang")).unwrap())
        .unwrap();
    let before = resident_most();
    let mut stopped = 0;
    for bomb in files(&folder) {
        let (name, bytes) = (
            bomb.file_name().unwrap().to_owned(),
            std::fs::read(&bomb).unwrap(),
        );
        let began = Instant::now();
        let end = match host.load(&bytes) {
            Err(error) => {
                let is_limit = matches!(
                    error,
                    LoadError::Compile(CompileError::Cpu(_) | CompileError::Memory(_))
                );
                stopped += usize::from(is_limit);
                error.to_string()
            }
            Ok(package) => {
                let cases = host.run_cases(&package);
                assert_eq!(cases.len(), 1);
                format!(
                    "compiled, its case {}",
                    if cases[0].passed { "passes" } else { "fails" }
                )
            }
        };
        assert!(end.len() < 2_000, "{name:?}: {end}");
        let (took, size) = (began.elapsed().as_millis(), bytes.len());
        println!("{name:?} {size} bytes, {took} ms: {end}");
    }
    let compiler = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    let compiler = u64::try_from(compiler).unwrap() * 1024;
    let more = resident_most() - before;
    println!(
        "compiler {} MB at most, host {} MB more",
        compiler >> 20,
        more >> 20
    );
    assert!(stopped > 2, "{stopped} were stopped: the bombs are duds");
    assert!(compiler <= COMPILER_BYTES_MAX, "{compiler}");
    assert!(more <= HOST_BYTES_MAX, "{more}");
    assert!(host.run_cases(&good).iter().all(|case| case.passed));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The most memory this process ever had resident.
fn resident_most() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}
