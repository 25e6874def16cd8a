//! The engines of the programs `kezhuan-bench-peers` and `kezhuan-bench-quickjs`, asked for one
//! round at a time.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, anyhow};
use kezhuan_bench_side::{Input, Sample};

/// A running program. It ends with its input.
pub struct Peers {
    program: &'static str,
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peers {
    /// Starts a program, which stands beside this one, and gives it the inputs: those it must answer
    /// as expected before it is timed, and those it is timed with.
    pub fn start(
        program: &'static str,
        corpus: &[Input],
        timed: &[Input],
    ) -> anyhow::Result<Peers> {
        let file = std::env::current_exe()?.with_file_name(program);
        let mut child = Command::new(&file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| file.display().to_string())?;
        let answers = BufReader::new(child.stdout.take().context("its output")?);
        let questions = child.stdin.take();
        let mut peers = Peers {
            program,
            child,
            questions,
            answers,
        };
        for inputs in [corpus, timed] {
            peers.write(&serde_json::to_string(inputs)?)?;
        }
        Ok(peers)
    }

    /// Times one engine.
    pub fn sample(&mut self, engine: &str) -> anyhow::Result<Sample> {
        self.write(engine)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let answer: Result<Sample, String> =
            serde_json::from_str(&answer).with_context(|| format!("{} ended", self.program))?;
        answer.map_err(|problem| anyhow!("{engine}: {problem}"))
    }

    fn write(&mut self, line: &str) -> anyhow::Result<()> {
        let questions = self.questions.as_mut().context("its input")?;
        Ok(writeln!(questions, "{line}")?)
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        self.questions = None;
        // It has nothing to lose, and its end was asked for.
        let _ = self.child.wait();
    }
}
