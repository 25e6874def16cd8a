//! What counties, the city and a bank do with their rules: keys registered, packages signed, uploaded and put in force
//! before the year starts, money set aside, and the changes during the year.
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use anyhow::Context;
use kezhuan_auth::Role;
use kezhuan_law::Tenant;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_protocol::rules::v1::{Package, SetAppropriationRequest};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;

use super::people::People;
use crate::demo::year::{RuleChange, Version};
use crate::packages::{HASTY, SHIPPED, Shipped};
use crate::request_id::derive;
use crate::rules_desk::{self, Activation};

const YEARS: [i32; 2] = [2025, 2026];
const IN_FORCE_FROM: &str = "2025-01-01";
/// 5,000 万元 a year: an illustrative appropriation, large enough for the demo's claims.
const APPROPRIATION_FEN: i64 = 5_000_000_000;
/// Who announces money for which programme, each year.
const APPROPRIATED: [(&str, &str); 6] = [
    ("440703", "tc.incentive"),
    ("440705", "tc.incentive"),
    ("440781", "tc.incentive"),
    ("440704", "inc.rent"),
    ("440704", "inc.reward"),
    ("440783", "agr.subsidy"),
];

/// The keys owners sign with, and the packages they have uploaded so far.
pub struct CountyRules {
    /// Made for this run and kept nowhere.
    keys: HashMap<&'static str, PrivateKey>,
    /// Owner → the package the year began with; of several the first of those shipped.
    first: HashMap<&'static str, Package>,
}

impl CountyRules {
    /// Signs, uploads and activates every shipped package and sets each owner's appropriation.
    pub async fn put_in_force(people: &People) -> anyhow::Result<CountyRules> {
        let (mut keys, mut first) = (HashMap::new(), HashMap::new());
        for shipped in SHIPPED {
            // Who owns several packages signs them with one key.
            let key = match keys.entry(shipped.owner) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(trusted_key(people, shipped.owner).await?),
            };
            let package = upload(people, shipped, key).await?;
            for hook in &package.hooks {
                let activation = activation(shipped.owner, &hook.hook, &package, "演示年度启用");
                activate(people, activation).await?;
            }
            println!(
                "  {} {} {} · 自 {IN_FORCE_FROM} 起施行 in force",
                shipped.owner, package.title, package.version
            );
            first.entry(shipped.owner).or_insert(package);
        }
        for (county, family) in APPROPRIATED {
            appropriate(people, county, family).await?;
        }
        Ok(CountyRules { keys, first })
    }

    /// Makes one change of the year; says what was done.
    pub async fn change(&self, people: &People, change: &RuleChange) -> anyhow::Result<String> {
        let package = match change.version {
            Version::Hasty => {
                let key = self.keys.get(HASTY.owner);
                let key = key.with_context(|| format!("{} has no key", HASTY.owner))?;
                upload(people, &HASTY, key).await?
            }
            Version::First => self
                .first
                .get(change.tenant)
                .cloned()
                .with_context(|| format!("{} has no package", change.tenant))?,
        };
        for hook in change.hooks {
            let activation = Activation {
                from: change.in_force_from,
                ..activation(change.tenant, hook, &package, change.reason)
            };
            activate(people, activation).await?;
        }
        Ok(format!(
            "{}: {} {} {} · 自 {} 起施行 in force: {}",
            change.day,
            change.tenant,
            package.title,
            package.version,
            change.in_force_from,
            change.reason
        ))
    }
}

async fn trusted_key(people: &People, owner: &str) -> anyhow::Result<PrivateKey> {
    let administrator = people.of_rules(owner, Role::TenantAdmin, 1)?;
    let city = people.official(Tenant::CITY.code(), Role::CityStb, 1)?;
    let ids = ["register", "approve"].map(|step| derive(&["demo", step, "key", owner]));
    rules_desk::trusted_key((&administrator, &city), "演示年度签名密钥", ids)
        .await
        .with_context(|| format!("the key of {owner} was not approved"))
}

async fn upload(people: &People, shipped: &Shipped, key: &PrivateKey) -> anyhow::Result<Package> {
    let author = people.of_rules(shipped.owner, Role::RuleAuthor, 1)?;
    let request_id = derive(&["demo", "upload", shipped.name]);
    let (bytes, signed) = (shipped.bytes.to_vec(), key.sign(&Digest::of(shipped.bytes)));
    rules_desk::upload(&author, shipped.owner, bytes, &signed, request_id)
        .await
        .with_context(|| format!("package {} was not taken", shipped.name))
}

/// A package in force from the year's first day on, under its own figures.
fn activation(tenant: &str, hook: &str, package: &Package, reason: &str) -> Activation {
    Activation {
        tenant: tenant.to_owned(),
        hook: hook.to_owned(),
        package: package.name.clone(),
        settings_json: String::new(),
        from: IN_FORCE_FROM.parse().unwrap_or_default(),
        until: None,
        applies_to_open_cases: false,
        corrects: false,
        reason: reason.to_owned(),
    }
}

async fn activate(people: &People, activation: Activation) -> anyhow::Result<()> {
    let (tenant, hook, from) = (&activation.tenant, &activation.hook, activation.from);
    let first = people.of_rules(tenant, Role::RuleApprover, 1)?;
    let second = people.of_rules(tenant, Role::RuleApprover, 2)?;
    let ids = ["activate", "approve"];
    let ids = ids.map(|step| derive(&["demo", step, tenant, hook, &from.to_string()]));
    rules_desk::put_in_force((&first, &second), &activation, ids)
        .await
        .with_context(|| format!("{hook} of {tenant} was not put in force"))?;
    Ok(())
}

async fn appropriate(people: &People, county: &str, family: &str) -> anyhow::Result<()> {
    let authority = people.official(county, Role::CountyStb, 1)?;
    for year in YEARS {
        let request = SetAppropriationRequest {
            family: family.to_owned(),
            year,
            appropriation_fen: APPROPRIATION_FEN,
            when_exhausted: WhenExhausted::Refuse.into(),
            legal_source: "演示年度预算".to_owned(),
            request_id: derive(&["demo", "appropriation", county, family, &year.to_string()]),
            ..SetAppropriationRequest::default()
        };
        rules_desk::appropriate(&authority, request).await?;
    }
    Ok(())
}
