//! Figures that are to answer for a tenant, tried before anybody agrees to them: the pipeline asked the package under
//! the figures of its worked cases alone.
use std::sync::Arc;

use kezhuan_rule_host::{
    BoundaryFailure, HookId, Host, Package, Setting, Settings, SettingsSchema, shortened,
};

use crate::error::Error;

/// Characters of what is told in each language: it travels in a header.
const TOLD_CHARS_MAX: usize = 500;
const FIGURES_CHARS_MAX: usize = 150;

/// Asks the hook's worked cases and the questions at their bounds under these figures, in the tenant's turn and with
/// the fuel and the time that worked cases have.
pub async fn lawful(
    host: &Host,
    tenant: &str,
    package: &Arc<Package>,
    (hook, settings): (&HookId, &Settings),
) -> Result<(), Error> {
    let tried = host.try_settings(tenant, package, (hook, settings)).await;
    let Some(trial) = tried else {
        return Err(Error::Check("the figures could not be tried".to_owned()));
    };
    let figures = own_figures(package.settings_schema(), settings);
    if let Some(failure) = trial.failure {
        return Err(beyond(&figures, &failure));
    }
    if trial.cut_short {
        let (zh, en) = figures;
        return Err(told(
            &format!(
                "在{zh}下，边界问题未能在限定的燃料和时间内全部答复：请改用其他参数后重新提出"
            ),
            &format!(
                "under {en} the questions at the bounds of the law take more fuel or time than they have: propose other figures"
            ),
        ));
    }
    Ok(())
}

fn beyond((zh, en): &(String, String), failure: &BoundaryFailure) -> Error {
    let BoundaryFailure { case, changed, why } = failure;
    let (with_zh, with_en) = match changed.as_str() {
        "" => (String::new(), String::new()),
        changed => (format!("、令 {changed}"), format!(" with {changed}")),
    };
    told(
        &format!(
            "在{zh}下，以用例 {case} 为底{with_zh}的问题没有合法答复：{why}；请把参数改到法律界限之内后重新提出"
        ),
        &format!(
            "under {en} there is no lawful answer to worked case {case}{with_en}: {why}; choose figures within the law and \
             propose again"
        ),
    )
}

fn told(zh: &str, en: &str) -> Error {
    Error::FiguresBeyondLaw {
        zh: shortened(zh, TOLD_CHARS_MAX),
        en: shortened(en, TOLD_CHARS_MAX),
    }
}

/// The figures that differ from the package's own, in both languages.
fn own_figures(schema: &SettingsSchema, settings: &Settings) -> (String, String) {
    let defaults = schema.defaults();
    let other = settings
        .iter()
        .filter(|(name, setting)| defaults.get(name) != Some(*setting));
    let other: Vec<String> = other
        .map(|(name, setting)| match setting {
            Setting::Number(number) => format!("{name} = {number}"),
            Setting::Text(text) => format!("{name} = {text}"),
        })
        .collect();
    if other.is_empty() {
        return (
            "规则包自带的参数".to_owned(),
            "the package's own figures".to_owned(),
        );
    }
    let other = shortened(&other.join(", "), FIGURES_CHARS_MAX);
    (format!("参数 {other} "), other)
}
