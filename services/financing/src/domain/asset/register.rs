//! How a right comes in: as its registry knows it.
use chrono::NaiveDate;
use kezhuan_law::identifiers::{EarlyPatentNumber, PatentNumber};
use uuid::Uuid;

use super::{AssetKind, Encumbrance, IpAsset, Legal, term};
use crate::domain::actor::{Actor, Role};
use crate::domain::ledger::pool_of;
use crate::domain::refused::Refused;

/// What the registry's extract says, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAsset {
    pub id: Uuid,
    pub kind: AssetKind,
    pub number: String,
    pub owner: String,
    pub co_owners: Vec<String>,
    pub filed_on: NaiveDate,
    /// Not asked of a patent: its term follows from its filing day.
    pub expires_on: Option<NaiveDate>,
    pub fee_paid_through: u32,
}

/// Enters a granted right that is in force and free.
pub fn register(new: NewAsset, actor: &Actor) -> Result<IpAsset, Refused> {
    if !actor.is_of(Role::Applicant, &new.owner) {
        actor.require_any(&[Role::CityAmr, Role::RegistryClerk])?;
    }
    let (number, expires_on) = match new.kind.patent() {
        None => (new.number.trim().to_owned(), new.expires_on),
        Some(kind) => (
            patent_number(&new.number, new.kind)?,
            term::expires_on(kind, new.filed_on),
        ),
    };
    if number.is_empty() {
        return Err(number_invalid());
    }
    Ok(IpAsset {
        id: new.id,
        kind: new.kind,
        number,
        owner: new.owner,
        co_owners: new.co_owners,
        filed_on: new.filed_on,
        expires_on,
        legal: Legal::Valid,
        encumbrance: Encumbrance::Free,
        pledge: None,
        fee_paid_through: new.fee_paid_through,
        preserved_since: None,
        valuations: Vec::new(),
        reservations: Vec::new(),
        version: 1,
    })
}

/// Holds that who is not the owner enters a right of the office's own division, or of its city's.
pub fn entered_in(division: &str, asset: &IpAsset, actor: &Actor) -> Result<(), Refused> {
    let city = pool_of(division);
    let own = [division, city.as_str()].contains(&actor.tenant.as_str());
    if own || actor.is_of(Role::Applicant, &asset.owner) {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该地区的权利由其他单位登记",
        "another office enters the rights of this division",
    ))
}

/// The number as registers print it, if it is one of this kind of patent.
fn patent_number(text: &str, kind: AssetKind) -> Result<String, Refused> {
    let found = PatentNumber::parse(text)
        .map(|number| (number.kind(), number.to_string()))
        .or_else(|_| {
            EarlyPatentNumber::parse(text).map(|number| (number.kind(), number.to_string()))
        });
    match found {
        Ok((of_kind, number)) if kind.patent() == Some(of_kind) => Ok(number),
        Ok(_) => Err(Refused::new(
            "NUMBER_OF_ANOTHER_KIND",
            "专利号与专利类型不符",
            "the number is one of another kind of patent",
        )),
        Err(_) => Err(number_invalid()),
    }
}

fn number_invalid() -> Refused {
    Refused::new(
        "NUMBER_INVALID",
        "权利编号不符合格式或校验码不符",
        "the number does not have its registry's form",
    )
}
