//! What the counties do before the year starts: packages uploaded, put in force, and money set aside.
use anyhow::Context;
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1 as proto;
use kezhuan_protocol::rules::v1 as rules;

use super::people::People;
use crate::packages::SHIPPED;
use crate::request_id::derive;
use crate::rules_desk;

const YEARS: [i32; 2] = [2025, 2026];
const IN_FORCE_FROM: &str = "2025-01-01";
/// 1,000 万元 a year: an illustrative appropriation, large enough for the demo's claims.
const APPROPRIATION_FEN: i64 = 5_000_000_000;

/// Uploads and activates every shipped package and sets each owner's appropriation.
pub async fn put_in_force(people: &People) -> anyhow::Result<()> {
    for shipped in SHIPPED {
        let author = people.official(shipped.owner, Role::RuleAuthor, 1)?;
        let approver = people.official(shipped.owner, Role::RuleApprover, 1)?;
        let package = rules_desk::upload(
            &author,
            shipped.owner,
            shipped.bytes.to_vec(),
            derive(&["demo", "upload", shipped.name]),
        )
        .await
        .with_context(|| format!("package {} was not taken", shipped.name))?;
        for hook in &package.hooks {
            activate(&approver, shipped.owner, &package.name, &hook.hook).await?;
        }
        println!(
            "{}: {} {} in force from {IN_FORCE_FROM}",
            shipped.owner, package.title, package.version
        );
    }
    for county in ["440703", "440705", "440781"] {
        let authority = people.official(county, Role::CountyStb, 1)?;
        for year in YEARS {
            authority
                .contracts()?
                .set_appropriation(proto::SetAppropriationRequest {
                    family: "tc.incentive".to_owned(),
                    year,
                    appropriation_fen: APPROPRIATION_FEN,
                    request_id: derive(&["demo", "appropriation", county, &year.to_string()]),
                    ..proto::SetAppropriationRequest::default()
                })
                .await?;
        }
    }
    Ok(())
}

async fn activate(
    approver: &crate::suite::Session,
    tenant: &str,
    package: &str,
    hook: &str,
) -> anyhow::Result<()> {
    approver
        .rules()?
        .activate_rule(rules::ActivateRuleRequest {
            tenant: tenant.to_owned(),
            hook: hook.to_owned(),
            package: package.to_owned(),
            effective_from: IN_FORCE_FROM.to_owned(),
            reason: "演示年度启用".to_owned(),
            request_id: derive(&["demo", "activate", tenant, hook]),
            ..rules::ActivateRuleRequest::default()
        })
        .await
        .with_context(|| format!("{hook} of {tenant} was not put in force"))?;
    Ok(())
}
