//! Uploading a package, and its way through the pipeline.
use std::path::Path;

use anyhow::{Context, ensure};
use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::rules::v1::step::Outcome;
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PackageSignature;

use super::Place;
use crate::request_id;
use crate::rules_desk;

/// Uploads it, and prints its name and what it answers.
pub async fn upload(file: &Path, signature: &Path, place: &Place) -> anyhow::Result<()> {
    let bytes = rules_desk::read(file)?;
    let signed: PackageSignature = serde_json::from_slice(&rules_desk::read(signature)?)
        .with_context(|| format!("{} is no signature of `rules sign`", signature.display()))?;
    let digest = Digest::of(&bytes);
    ensure!(
        signed.package == digest,
        "{} is the signature of {}, and {} is {digest}: sign this file",
        signature.display(),
        signed.package,
        file.display()
    );
    let session = place.session(Role::RuleAuthor)?;
    let owner = place.tenant()?;
    let package = rules_desk::upload(&session, owner, bytes, &signed, request_id::fresh()).await?;
    let hooks = package.hooks.iter().map(|hook| hook.hook.as_str());
    let hooks: Vec<_> = hooks.collect();
    println!(
        "{}\n{} {} answers {}",
        package.name,
        package.title,
        package.version,
        hooks.join(", ")
    );
    Ok(())
}

/// Prints what it is and a table of its steps.
pub async fn show(name: &str, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleAuthor)?;
    let package = rules_desk::package(&session, name).await?;
    println!(
        "{} {} {}\n{} · uploaded by {} · signed with {}",
        package.name,
        package.title,
        package.version,
        package.state().as_str_name(),
        package.uploader,
        match package.key.as_str() {
            "" => "nothing",
            key => key,
        }
    );
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["step", "outcome", "what it found"]);
    for step in &package.steps {
        let found = match step.outcome() {
            Outcome::NotReached | Outcome::Unspecified => String::new(),
            Outcome::Passed | Outcome::Failed => {
                format!("{}\n{}", step.detail_zh, step.detail_en)
            }
        };
        table.add_row([step.step.as_str(), step.outcome().as_str_name(), &found]);
    }
    println!("{table}");
    for problem in &package.problems {
        println!("{problem}");
    }
    Ok(())
}
