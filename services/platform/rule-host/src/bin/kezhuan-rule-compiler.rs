//! Checks and compiles one package: component on stdin, machine code on stdout. A process of its own, so
//! that a package that makes the compiler eat memory or time is killed without harm. It lowers its own
//! limits before it reads a byte.

use std::io::{Read, Write};
use std::process::ExitCode;

use kezhuan_rule_host::{Class, INVALID_STATUS};
use nix::sys::resource::{Resource, setrlimit};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [memory_bytes_max, cpu_s_max, class] = arguments.as_slice() else {
        eprintln!(
            "usage: kezhuan-rule-compiler MEMORY_BYTES CPU_SECONDS CLASS < component > machine code"
        );
        return ExitCode::from(2);
    };
    match compile(memory_bytes_max, cpu_s_max, class) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compile(memory_bytes_max: &str, cpu_s_max: &str, class: &str) -> anyhow::Result<ExitCode> {
    let memory = memory_bytes_max.parse()?;
    let cpu: u64 = cpu_s_max.parse()?;
    let class = Class::of_word(class).ok_or_else(|| anyhow::anyhow!("no class {class}"))?;
    setrlimit(Resource::RLIMIT_AS, memory, memory)?;
    // The first limit ends this process with a signal that says so, the second one without a word.
    setrlimit(Resource::RLIMIT_CPU, cpu, cpu + 1)?;
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    setrlimit(Resource::RLIMIT_FSIZE, 0, 0)?;

    let mut component = Vec::new();
    std::io::stdin().lock().read_to_end(&mut component)?;
    if let Err(refused) = kezhuan_rule_host::validate(&component) {
        eprintln!("{}\n{}", refused.place, refused.problem);
        return Ok(ExitCode::from(INVALID_STATUS));
    }
    let engine = kezhuan_rule_host::compiling_engine(class)?;
    let code = engine.precompile_component(&component)?;
    std::io::stdout().lock().write_all(&code)?;
    Ok(ExitCode::SUCCESS)
}
