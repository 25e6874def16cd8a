//! What a package must pass before it can be put in force: its form, its compilation, its own worked cases.
use std::sync::Arc;

use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::{CaseResult, Host, LoadError, Package};

/// A package after its checks: what it says of itself, or what is wrong with it.
pub struct Checked {
    pub package: Option<Arc<Package>>,
    pub problems: Vec<String>,
}

/// Runs every check: compiling away from the async threads, the cases in their owner's turn.
pub async fn check(host: &Host, bytes: Vec<u8>) -> Checked {
    let package = match host.load_async(bytes).await {
        Ok(package) => package,
        Err(error) => {
            return Checked {
                package: None,
                problems: vec![why(&error)],
            };
        }
    };
    let problems = match host.try_out(&package).await {
        Some(cases) => cases
            .iter()
            .filter(|case| !case.passed)
            .map(fails)
            .collect(),
        None => vec!["用例未能运行 / the worked cases could not be run".to_owned()],
    };
    Checked {
        package: Some(package),
        problems,
    }
}

fn fails(case: &CaseResult) -> String {
    format!(
        "用例 {} 未通过 / worked case {} fails: expected {}, got {}",
        case.id, case.id, case.expected, case.got
    )
}

fn why(error: &LoadError) -> String {
    format!("规则包不能装载 / the package can't be loaded: {error}")
}

/// What a tested package says of itself.
pub fn papers(package: &Package) -> proto::Package {
    let manifest = package.manifest();
    proto::Package {
        title: format!("{} / {}", manifest.title_zh, manifest.title_en),
        version: manifest.version.clone(),
        hooks: package
            .answers()
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
                confidence: if manifest.illustrative {
                    "illustrative"
                } else {
                    "certain"
                }
                .to_owned(),
            })
            .collect(),
        sunset_date: manifest
            .sunset
            .map(|day| day.to_string())
            .unwrap_or_default(),
        ..proto::Package::default()
    }
}
