//! What a command's options name, looked at once and before any row: a wrong one is no row's fault.
use kezhuan_protocol::agriculture::v1::{Base, Extension, GetBaseRequest, GetExtensionRequest};
use kezhuan_protocol::incubation::v1::{Carrier, GetCarrierRequest};
use tonic::{Code, Status};
use uuid::Uuid;

use super::trials;
use crate::refusal;
use crate::sheet_import::reading::Value;
use crate::suite::Session;

/// The carrier that `--carrier` names.
pub async fn carrier(session: &Session, name: &str) -> anyhow::Result<Carrier> {
    named("--carrier", "carriers", name)?;
    let request = GetCarrierRequest {
        name: name.to_owned(),
    };
    let found = session.incubation()?.get_carrier(request).await;
    let found = found.map_err(|status| hidden("--carrier", name, status))?;
    Ok(found.into_inner())
}

/// The base that `--base` names.
pub async fn base(session: &Session, name: &str) -> anyhow::Result<Base> {
    named("--base", "bases", name)?;
    let request = GetBaseRequest {
        name: name.to_owned(),
    };
    let found = session.agriculture()?.get_base(request).await;
    let found = found.map_err(|status| hidden("--base", name, status))?;
    Ok(found.into_inner())
}

/// The extension that `--extension` names.
pub async fn extension(session: &Session, name: &str) -> anyhow::Result<Extension> {
    named("--extension", "extensions", name)?;
    let request = GetExtensionRequest {
        name: name.to_owned(),
    };
    let found = session.agriculture()?.get_extension(request).await;
    let found = found.map_err(|status| hidden("--extension", name, status))?;
    Ok(found.into_inner())
}

/// The season that `--season` names, by its code.
pub fn season(text: &str) -> anyhow::Result<String> {
    match trials::season(text) {
        Ok(Value::Text(season)) => Ok(season),
        Ok(_) | Err(_) => anyhow::bail!(
            "--season：“{text}”不是造季，应写成 2025-E（早造）、2025-L（晚造）或 2025-A（全年） · {text:?} is no season: write 2025-E (early), 2025-L (late) or 2025-A (the whole year)"
        ),
    }
}

/// Holds that an option has the name of a resource, such as `carriers/…`.
pub fn named(option: &str, collection: &str, name: &str) -> anyhow::Result<()> {
    let id = name.strip_prefix(collection);
    let id = id.and_then(|id| id.strip_prefix('/'));
    anyhow::ensure!(
        id.is_some_and(|id| Uuid::try_parse(id).is_ok()),
        "{option}：“{name}”不是系统名称，应写成 {collection}/… · {name:?} is no name of the suite: it reads {collection}/…"
    );
    Ok(())
}

/// Holds that whoever imports is the organisation that runs what an option names.
pub fn run_by(
    option: &str,
    name: &str,
    (operator, organisation): (&str, &str),
) -> anyhow::Result<()> {
    anyhow::ensure!(
        operator == organisation,
        "{option}：{name} 由机构 {operator} 运营，不是 {organisation}；请以运营机构的账号导入：--organisation {operator} · {operator} runs it, not {organisation}: import as that organisation, --organisation {operator}"
    );
    Ok(())
}

fn hidden(option: &str, name: &str, status: Status) -> anyhow::Error {
    match status.code() {
        Code::NotFound | Code::PermissionDenied => anyhow::anyhow!(
            "{option}：没有 {name}，或当前账号无权查看；请核对名称，并用运营机构或其主管部门的账号（--organisation、--tenant、--role） · there is no {name}, or this account may not see it: check the name, and use the account of who runs it or of its authority (--organisation, --tenant, --role)"
        ),
        _ => refusal::readable(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_option_is_named() {
        let id = "0197b1c2-0000-7000-8000-000000000001";
        assert!(named("--carrier", "carriers", &format!("carriers/{id}")).is_ok());
        let other = format!("bases/{id}");
        for wrong in ["", "carriers/", "carriers/ab", id, other.as_str()] {
            let told = named("--carrier", "carriers", wrong).expect_err(wrong);
            assert!(told.to_string().starts_with("--carrier"), "{told}");
        }
        assert_eq!(season("2025-E").expect("a season"), "2025-E");
        assert_eq!(season("2025早造").expect("a season"), "2025-E");
        let told = season("25-E").expect_err("no season").to_string();
        assert!(
            told.starts_with("--season") && told.contains("2025-L"),
            "{told}"
        );
    }

    #[test]
    fn who_runs_it_is_told() {
        assert!(run_by("--base", "bases/1", ("jaas", "jaas")).is_ok());
        let told = run_by("--base", "bases/1", ("jaas", "other")).expect_err("another");
        assert!(told.to_string().contains("--organisation jaas"), "{told}");
        let hidden = hidden("--base", "bases/1", Status::not_found("x")).to_string();
        assert!(
            hidden.starts_with("--base") && hidden.contains("bases/1"),
            "{hidden}"
        );
    }
}
