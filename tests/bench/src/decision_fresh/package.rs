//! The shipped package, in a fresh instance per call with every limit armed; and the same question
//! as services ask it: checked, and recorded in canonical bytes.

use std::sync::Arc;

use anyhow::Context;
use kezhuan_bench_side::{Decides, Input};
use kezhuan_rule_host::{Host, Package, Question, Rule, canonical};

kezhuan_rule_host::hook! {
    mod tc_incentive = "tc.incentive@1" {
        wit: "../../plugins/wit/tc-incentive/1.0.0.wit",
        world: "tc-incentive",
        instances: TcIncentivePre,
        rule: kezhuan_tc_incentive_rule,
    }
}

pub use tc_incentive::{Facts, Outcome};

/// The worked cases of the incentive hook, with the header as the host writes it.
pub fn inputs(host: &Host, package: &Arc<Package>) -> anyhow::Result<Vec<Input<Facts, Outcome>>> {
    let cases = package.cases().iter();
    let cases = cases.filter(|case| case.hook.to_string() == "tc.incentive@1");
    cases
        .map(|case| {
            let rule = case.rule(package);
            let decision = host.ask_json_blocking(Some(&rule), case.question(package));
            Ok(Input {
                id: case.id.clone(),
                facts: canonical::read(&decision.input).context(case.id.clone())?,
                outcome: canonical::read_value(&case.outcome).context(case.id.clone())?,
            })
        })
        .collect()
}

/// The bare call: typed facts in, typed outcome out.
pub struct Fresh {
    pub host: Host,
    pub package: Arc<Package>,
}

impl Decides<Facts, Outcome> for Fresh {
    fn decide(&mut self, facts: &Facts) -> anyhow::Result<Outcome> {
        let asked = self.host.call::<tc_incentive::Ask>(&self.package, facts);
        let (outcome, _fuel) = asked;
        Ok(outcome?)
    }
}

/// A question as a service asks it, under the rule that is in force.
pub type Asked = (Rule, Question);

/// A decision as it is stored: its facts and its answer in canonical JSON, both checked.
pub struct Recorded(pub Host);

impl Decides<Asked, Vec<u8>> for Recorded {
    fn decide(&mut self, (rule, question): &Asked) -> anyhow::Result<Vec<u8>> {
        let decision = self.0.ask_json_blocking(Some(rule), question.clone());
        Ok(decision.result_bytes())
    }
}

/// The worked cases as questions of a service.
pub fn questions(package: &Arc<Package>) -> anyhow::Result<Vec<Input<Asked, Vec<u8>>>> {
    let cases = package.cases().iter();
    let cases = cases.filter(|case| case.hook.to_string() == "tc.incentive@1");
    cases
        .map(|case| {
            Ok(Input {
                id: case.id.clone(),
                facts: (case.rule(package), case.question(package)),
                outcome: canonical::bytes(&case.outcome)?,
            })
        })
        .collect()
}
