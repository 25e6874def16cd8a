//! A decision against its package: settings, papers, and the same question asked again.
use std::sync::Arc;

use kezhuan_rule_host::{
    Decision, Digest, HookId, Host, Outcome, Package, Settings, Told, ask_again,
};
use serde_json::Value;

use super::decision_file::{Clause, Reason};
use super::difference::{self, differs};
use super::machine_bound::of_the_machine;
use super::{Checked, DecisionFile, not_asked};

/// What the decision is, in one line.
pub fn title(file: &DecisionFile) -> String {
    let by = match &file.package {
        None if not_asked::failure(file).is_some() => "a rule that was not asked".to_owned(),
        None => "no rule in force".to_owned(),
        Some(part) => {
            let short = part.digest.get(..12).unwrap_or(&part.digest);
            format!("package {} {} ({short}…)", part.name, part.version)
        }
    };
    format!(
        "decision {} of {}, {} on {}, by {by}",
        file.name.rsplit('/').next().unwrap_or(&file.name),
        file.tenant,
        file.hook,
        file.legal_date
    )
}

/// The package that is asked again.
pub struct Asked<'a> {
    pub host: &'a Host,
    pub package: &'a Arc<Package>,
}

impl Asked<'_> {
    /// Compares everything the file says with what package and question give.
    pub fn compare(&self, file: &DecisionFile, checked: &mut Checked) -> anyhow::Result<()> {
        let hook: HookId = file.hook.parse()?;
        self.papers(file, &hook, checked);
        self.asking(file, &hook, checked);
        question(file, checked);
        let again = match ask_again(self.host, &hook, &file.input_bytes()?, self.package) {
            Ok(again) => again,
            Err(mismatch) => {
                checked.wrong(format!("input: {mismatch}; it was altered"));
                return Ok(());
            }
        };
        let lines = outcome(file, &again)?;
        if lines.is_empty() {
            identical(file, &again, checked);
            return Ok(());
        }
        if let Some(why) = of_the_machine(file, &again, self.host.limits().fuel_max) {
            // What the file says of its failure must still be of one piece.
            let failed = file.failed().into_iter();
            let lines: Vec<String> = failed
                .flat_map(|code| not_asked::as_failed(file, code))
                .collect();
            if lines.is_empty() {
                checked.incomparable(why);
            }
            lines.into_iter().for_each(|line| checked.wrong(line));
            return Ok(());
        }
        lines.into_iter().for_each(|line| checked.wrong(line));
        let fuel = again.fuel_used.to_string();
        differs("fuel", &file.fuel.to_string(), &fuel)
            .into_iter()
            .for_each(|line| checked.wrong(line));
        Ok(())
    }

    /// What the file repeats of the package's manifest.
    fn papers(&self, file: &DecisionFile, hook: &HookId, checked: &mut Checked) {
        let manifest = self.package.manifest();
        let mut lines = Vec::new();
        if let Some(part) = &file.package {
            for (member, told, own) in [
                ("package.name", &part.name, &manifest.name),
                ("package.version", &part.version, &manifest.version),
                ("package.owner", &part.owner, &manifest.owner),
                ("package.title_zh", &part.title_zh, &manifest.title_zh),
                ("package.title_en", &part.title_en, &manifest.title_en),
            ] {
                // A file whose package was not at hand when it was made says nothing of it.
                lines.extend(differs(member, told, own).filter(|_| !told.is_empty()));
            }
        }
        let rule = manifest.hooks.iter().find(|rule| rule.hook == *hook);
        let own = rule.map(|rule| Clause {
            regulation: rule.regulation.clone(),
            article: rule.article.clone(),
        });
        if file.clause.is_some() && file.clause != own {
            lines.push("clause: it is not the one the package names".to_owned());
        }
        for Reason { code, zh, en } in &file.reasons {
            let label = manifest.codes.get(code);
            let (own_zh, own_en) = label.map_or(("", ""), |label| (&label.zh, &label.en));
            for (language, told, own) in [("zh", zh, own_zh), ("en", en, own_en)] {
                let line = differs(&format!("reasons {code} {language}"), told, own);
                lines.extend(line.filter(|_| !told.is_empty()));
            }
        }
        lines.into_iter().for_each(|line| checked.wrong(line));
    }

    /// How the rule was asked: in which version, and with the figures in force, whose digest is named.
    fn asking(&self, file: &DecisionFile, hook: &HookId, checked: &mut Checked) {
        let told = Told {
            hook,
            interface_version: &file.interface_version,
            settings: file.settings.as_ref(),
            question: &file.input,
        };
        let lines = told.contradictions(self.package).into_iter();
        lines.for_each(|line| checked.wrong(line));
        let Some(settings) = &file.settings else {
            checked.holds(
                "the settings are not in the file; the figures in its question were used"
                    .to_owned(),
            );
            return;
        };
        settings_digest(file, settings, checked);
    }
}

/// That the file's settings are those its digest names.
pub fn settings_digest(file: &DecisionFile, settings: &Settings, checked: &mut Checked) {
    let digest = settings.digest();
    let named = file.settings_digest.as_deref().unwrap_or_default();
    if named.parse::<Digest>().ok() != Some(digest) {
        checked.wrong(format!(
            "settings: they have the digest {digest}, settings_digest says {named}: one of the two was changed"
        ));
    }
}

/// What the file says beside the question and the question says too.
fn question(file: &DecisionFile, checked: &mut Checked) {
    let header = &file.input["header"];
    for (member, told) in [("hook", &file.hook), ("tenant", &file.tenant)] {
        let asked = header[member].as_str().unwrap_or_default();
        if asked != told {
            checked.wrong(format!(
                "{member}: {told} in the file, {asked} in its question"
            ));
        }
    }
}

/// The answer is the stored one. What it took of its budget decides nothing: another version of the
/// engine may count otherwise.
fn identical(file: &DecisionFile, again: &Decision, checked: &mut Checked) {
    let fuel = again.fuel_used.to_string();
    match differs("fuel", &file.fuel.to_string(), &fuel) {
        None => checked.holds(format!(
            "identical: asked again, the package gives the stored result, reasons and fuel ({fuel})"
        )),
        Some(line) => {
            checked
                .holds("identical: asked again, the package gives the stored result and reasons");
            checked.note(format!(
                "result identical, fuel differs ({line}): another version of the engine counts it otherwise"
            ));
        }
    }
}

/// Result, kind and reasons, stored beside now.
fn outcome(file: &DecisionFile, again: &Decision) -> anyhow::Result<Vec<String>> {
    let now: Value = serde_json::from_slice(&again.result_bytes())?;
    let mut lines = difference::of("result", &file.result, &now);
    // A host's refusal stands beside the rule's answer, with the host's own reason.
    let is_refused = file.outcome == "REFUSED_BY_HOST";
    let kind = match &again.outcome {
        Outcome::Answered(_) if is_refused => "REFUSED_BY_HOST",
        Outcome::Answered(_) => "ANSWERED",
        Outcome::Failed(_) => "FAILED",
        Outcome::NoRuleInForce => "NO_RULE_IN_FORCE",
    };
    lines.extend(differs("outcome", &file.outcome, kind));
    if !is_refused {
        lines.extend(differs(
            "reasons",
            &file.codes().join(" "),
            &again.reasons().join(" "),
        ));
    }
    Ok(lines)
}
