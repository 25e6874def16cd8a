//! Takes a package through the pipeline: what each step does, and what it says to the owner.
use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::{
    CaseResult, Host, Inspection, Package, PackageRefused, VariedTrial, shortened,
};

use crate::domain::pipeline::{Finding, Outcome, Step};
use crate::domain::signing_key::Distrust;

/// Failing cases that are told one by one.
const CASES_TOLD_MAX: usize = 20;
/// Characters of a finding: it quotes what a package answered, and is sent in events.
const FINDING_CHARS_MAX: usize = 2_000;

/// A step, how it went, and when.
#[derive(Clone, Debug)]
pub struct Taken {
    pub step: Step,
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    pub at: DateTime<Utc>,
}

/// What ended the way through the pipeline.
type Failed = (Step, Vec<Finding>);

/// What a package says of itself, away from the async threads.
pub async fn inspected(
    host: &Host,
    bytes: &bytes::Bytes,
) -> anyhow::Result<Result<Inspection, PackageRefused>> {
    let (host, bytes) = (host.clone(), bytes.clone());
    Ok(tokio::task::spawn_blocking(move || host.inspect(&bytes)).await?)
}

/// Takes the steps in their order until one fails; the others are not reached. Nothing is compiled
/// or run that nobody trusted has signed.
pub async fn check(
    host: &Host,
    bytes: &bytes::Bytes,
    papers: &Result<Inspection, PackageRefused>,
    signature: Result<String, Distrust>,
) -> Vec<Taken> {
    let mut taken = Vec::new();
    if let Err((step, findings)) = walk(host, bytes, papers, signature, &mut taken).await {
        taken.push(step_taken(step, Outcome::Failed, findings));
        let rest = Step::ALL.into_iter().skip(taken.len());
        let rest = rest.map(|step| step_taken(step, Outcome::NotReached, Vec::new()));
        taken.extend(rest.collect::<Vec<_>>());
    }
    taken
}

async fn walk(
    host: &Host,
    bytes: &bytes::Bytes,
    papers: &Result<Inspection, PackageRefused>,
    signature: Result<String, Distrust>,
    taken: &mut Vec<Taken>,
) -> Result<(), Failed> {
    let mut passed = |step, findings| taken.push(step_taken(step, Outcome::Passed, findings));
    let papers = papers.as_ref().map_err(|refused| {
        let zh = format!("规则包格式不合要求：{refused}");
        (Step::Form, vec![Finding::new(zh, refused.to_string())])
    })?;
    if papers.manifest.sunset.is_none() {
        return Err((Step::Form, vec![no_sunset()]));
    }
    passed(Step::Form, vec![form(papers)]);
    let key = signature.map_err(|distrust| {
        let (zh, en) = distrust.text();
        (Step::Signature, vec![Finding::new(zh, en)])
    })?;
    passed(
        Step::Signature,
        vec![Finding::new(
            format!("密钥 {key} 的签名有效"),
            format!("signed with key {key}"),
        )],
    );
    let loading = host.load_in_turn(&papers.manifest.owner, bytes.to_vec());
    let package = loading.await.map_err(|error| {
        let zh = format!("规则包不能装载：{error}");
        let en = format!("the package can't be loaded: {error}");
        (Step::Compile, vec![Finding::new(zh, en)])
    })?;
    passed(Step::Compile, vec![Finding::new("已编译", "compiled")]);
    let cases = worked_cases(host, &package).await;
    passed(
        Step::WorkedCases,
        vec![cases.map_err(|findings| (Step::WorkedCases, findings))?],
    );
    let bounds = invariant_cases(host, &package).await;
    let bounds = bounds.map_err(|finding| (Step::InvariantCases, vec![finding]))?;
    let between = between_bounds(host, &package).await;
    passed(
        Step::InvariantCases,
        std::iter::once(bounds).chain(between).collect(),
    );
    Ok(())
}

fn step_taken(step: Step, outcome: Outcome, findings: Vec<Finding>) -> Taken {
    Taken {
        step,
        outcome,
        findings,
        // As exact as it is stored, so that the first answer and later ones agree.
        at: Utc::now().trunc_subsecs(6),
    }
}

fn form(papers: &Inspection) -> Finding {
    let hooks: Vec<String> = papers
        .answers
        .iter()
        .map(|answer| format!("{} ({})", answer.hook, answer.interface_version))
        .collect();
    let (bytes, hooks) = (papers.bytes_len, hooks.join(", "));
    Finding::new(
        format!("{bytes} 字节，无导入，实现 {hooks}"),
        format!("{bytes} bytes, no imports, answers {hooks}"),
    )
}

/// Refused where packages come in, not where they are loaded: what was in force before goes on.
fn no_sunset() -> Finding {
    Finding::new(
        "规则包未声明复核日：请在 manifest.toml 写明 sunset = \"YYYY-MM-DD\" 后重新构建",
        "the package names no sunset: write sunset = \"YYYY-MM-DD\" in manifest.toml and build it again",
    )
}

/// The package's own cases, in their owner's turn.
async fn worked_cases(host: &Host, package: &Arc<Package>) -> Result<Finding, Vec<Finding>> {
    let Some(cases) = host.try_out(package).await else {
        let not_run = Finding::new("用例未能运行", "the worked cases could not be run");
        return Err(vec![not_run]);
    };
    let failing: Vec<&CaseResult> = cases.iter().filter(|case| !case.passed).collect();
    if failing.is_empty() {
        let most = cases.iter().map(|case| case.fuel_bp).max().unwrap_or(0);
        let (count, share) = (cases.len(), format!("{}.{:02} %", most / 100, most % 100));
        return Ok(Finding::new(
            format!("{count} 个用例全部通过，单例至多用去预算的 {share}"),
            format!("all {count} worked cases pass, each on {share} of the fuel budget at most"),
        ));
    }
    let mut findings: Vec<Finding> = failing
        .iter()
        .take(CASES_TOLD_MAX)
        .map(|case| fails(case))
        .collect();
    let rest = failing.len().saturating_sub(CASES_TOLD_MAX);
    if rest > 0 {
        findings.push(Finding::new(
            format!("另有 {rest} 个用例未通过"),
            format!("{rest} more worked cases fail"),
        ));
    }
    Err(findings)
}

fn fails(case: &CaseResult) -> Finding {
    let CaseResult {
        id, expected, got, ..
    } = case;
    quoting(
        &format!("用例 {id} 未通过：应为 {expected}，实为 {got}"),
        &format!("worked case {id} fails: expected {expected}, got {got}"),
    )
}

fn quoting(zh: &str, en: &str) -> Finding {
    let short = |text| shortened(text, FINDING_CHARS_MAX);
    Finding::new(short(zh), short(en))
}

/// Questions at the bounds of the law, made from each worked case.
async fn invariant_cases(host: &Host, package: &Arc<Package>) -> Result<Finding, Finding> {
    let Some(trial) = host.try_bounds(package).await else {
        return Err(Finding::new(
            "边界问题未能提出",
            "the questions at the bounds could not be asked",
        ));
    };
    if let Some(failure) = trial.failure {
        let (case, changed, why) = (failure.case, failure.changed, failure.why);
        return Err(quoting(
            &format!("以用例 {case} 为底、令 {changed} 的问题没有合法答复：{why}"),
            &format!("no lawful answer to worked case {case} with {changed}: {why}"),
        ));
    }
    let asked = trial.asked;
    let (rest_zh, rest_en) = match trial.cut_short {
        true => (
            "，其余因燃料或时间用尽未问",
            "; the rest was not asked: its fuel or its time was used up",
        ),
        false => ("", ""),
    };
    Ok(Finding::new(
        format!("{asked} 个边界问题均有合法答复{rest_zh}"),
        format!("{asked} questions at the bounds of the law are answered within it{rest_en}"),
    ))
}

/// Questions between the bounds: what they find refuses nothing, and is told to whoever approves.
async fn between_bounds(host: &Host, package: &Arc<Package>) -> Option<Finding> {
    let trial = host.try_variations(package).await;
    let trial = trial.filter(|trial| trial.asked > 0)?;
    let VariedTrial {
        asked, unanswered, ..
    } = trial;
    let Some(first) = trial.first else {
        return Some(Finding::new(
            format!("另以用例为底改动一两项事实的 {asked} 个问题均有合法答复"),
            format!(
                "{asked} questions with one or two facts of a worked case moved are answered within it, too"
            ),
        ));
    };
    let (case, changed, why) = (first.case, first.changed, first.why);
    Some(quoting(
        &format!(
            "请核对后再批准：另以用例为底改动一两项事实的 {asked} 个问题中，{unanswered} 个没有合法答复，例如用例 {case}、令 {changed}：{why}"
        ),
        &format!(
            "look at this before you approve: of {asked} questions with one or two facts of a worked case moved, \
             {unanswered} have no lawful answer, such as worked case {case} with {changed}: {why}"
        ),
    ))
}

/// What a package says of itself.
pub fn papers(papers: &Inspection) -> proto::Package {
    let manifest = &papers.manifest;
    let confidence = match manifest.illustrative {
        true => "illustrative",
        false => "certain",
    };
    proto::Package {
        title: format!("{} / {}", manifest.title_zh, manifest.title_en),
        version: manifest.version.clone(),
        hooks: papers
            .answers
            .iter()
            .map(|answer| proto::Hook {
                hook: answer.hook.to_string(),
                interface_version: answer.interface_version.clone(),
            })
            .collect(),
        legal_sources: manifest
            .hooks
            .iter()
            .map(|hook| proto::LegalSource {
                rule: hook.hook.to_string(),
                document: hook.regulation.clone(),
                article: hook.article.clone(),
                confidence: confidence.to_owned(),
            })
            .collect(),
        sunset_date: manifest
            .sunset
            .map(|day| day.to_string())
            .unwrap_or_default(),
        ..proto::Package::default()
    }
}
