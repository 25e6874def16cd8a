//! Programs of engines: the bench starts one, gives it a line of inputs to be answered alike and a
//! line of those it is timed with, and then asks for one engine's round a line. Answers are lines of
//! JSON.

use std::io::{BufRead, Write};

use anyhow::Context;

use crate::{Input, Make, Sample, check, sample};

/// Answers until the input ends. An engine's answers are compared before its first round.
pub fn serve(find: impl Fn(&str) -> Option<&'static Make<'static>>) -> anyhow::Result<()> {
    let mut lines = std::io::stdin().lock().lines();
    let mut inputs = || -> anyhow::Result<Vec<Input>> {
        let line = lines.next().context("no inputs")??;
        Ok(serde_json::from_str(&line)?)
    };
    let (corpus, timed) = (inputs()?, inputs()?);
    let mut checked = Vec::new();
    for engine in lines {
        let engine = engine?;
        let round = || -> anyhow::Result<Sample> {
            let make = find(&engine).context("no such engine")?;
            if !checked.contains(&engine) {
                check(make, &corpus)?;
            }
            sample(make, &timed)
        };
        let answer = round().map_err(|error| format!("{error:#}"));
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
        out.flush()?;
        checked.push(engine);
    }
    Ok(())
}
