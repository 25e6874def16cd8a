//! The application: by the tenant itself, or by the operator for a tenant that applied on paper.
use chrono::{Days, NaiveDate};
use kezhuan_law::duty;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_law::refused::{FieldViolation, Refused};
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::{Circumstances, Declared, Event, Field, Founder, State, Tenancy, TenantKind, Terms};
use crate::domain::actor::{Actor, Role};
use crate::domain::{form, operator};

/// What the edge gives a new tenancy, what is known of its carrier, and what the tenant says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTenancy {
    pub id: Uuid,
    pub number: String,
    pub carrier: Uuid,
    pub operator: String,
    pub division: String,
    pub is_remote: bool,
    pub kind: TenantKind,
    pub name: String,
    /// Empty of a team.
    pub uscc: String,
    /// As whom it acts here; empty: under its credit code.
    pub organisation: String,
    pub founded_on: Option<NaiveDate>,
    pub entry_on: NaiveDate,
    pub field: Field,
    pub founder: Founder,
    pub staff: u32,
    pub is_overseas_chinese: bool,
    /// Empty where it does not come from elsewhere.
    pub source_region: String,
    pub declared: Declared,
    pub chain: Option<String>,
}

/// Takes an application in.
pub fn apply(
    new: NewTenancy,
    actor: &Actor,
    today: NaiveDate,
    terms: &Terms,
) -> Result<Tenancy, Refused> {
    let uscc = check(&new, today, terms)?;
    let organisation = match new.organisation.trim() {
        "" => new.uscc.clone(),
        named => named.to_owned(),
    };
    by_either(actor, &organisation, &new.operator)?;
    if organisation == new.operator {
        return Err(Refused::new(
            "TENANT_IS_OPERATOR",
            "载体运营机构不能作为本载体的在孵企业",
            "who runs a carrier is no tenant of it",
        ));
    }
    Ok(Tenancy {
        id: new.id,
        number: new.number,
        carrier: new.carrier,
        operator: new.operator,
        division: new.division,
        is_remote: new.is_remote,
        kind: new.kind,
        name: new.name.trim().to_owned(),
        uscc,
        organisation,
        founded_on: new.founded_on,
        field: new.field,
        founder: new.founder,
        staff: new.staff,
        is_overseas_chinese: new.is_overseas_chinese,
        source_region: Some(new.source_region).filter(|region| !region.is_empty()),
        declared: new.declared,
        chain: new.chain,
        state: State::Applied,
        version: 1,
        applicant: actor.subject.clone(),
        applied_on: today,
        entry_on: new.entry_on,
        regime: None,
        reasons: Vec::new(),
        priority: 0,
        decision: None,
        failure: None,
        proposed: None,
        decided_by: None,
        refusal: None,
        until: None,
        latest_exit: None,
        extensions: Vec::new(),
        warned_on: None,
        left_on: None,
        exit: None,
        graduation: None,
        landing: None,
        registration: None,
        years: Vec::new(),
        pins: RulePins::default(),
    })
}

/// The tenant for itself, or the operator for it.
pub(super) fn by_either(actor: &Actor, tenant: &str, operator: &str) -> Result<(), Refused> {
    match operator::speaks(actor, operator) {
        true => Ok(()),
        false => duty::of_organisation(actor, Role::Applicant, tenant),
    }
}

pub(super) fn withdraw(tenancy: &mut Tenancy, at: &Circumstances<'_>) -> Result<Event, Refused> {
    by_either(at.actor, &tenancy.organisation, &tenancy.operator)?;
    // It waits for nobody any more.
    tenancy.failure = None;
    Ok(Event::TenancyWithdrawn)
}

/// Everything that is wrong with the form, each under its path.
fn check(
    new: &NewTenancy,
    today: NaiveDate,
    terms: &Terms,
) -> Result<Option<UnifiedSocialCreditCode>, Refused> {
    let mut wrong = Vec::new();
    let uscc = check_identity(new, &mut wrong);
    check_days(new, today, terms, &mut wrong);
    let has_region = !new.source_region.is_empty();
    if new.is_overseas_chinese && !has_region {
        wrong.push(violation(
            "source_region",
            "SOURCE_REGION_MISSING",
            (
                "侨资企业请填写来源地",
                "say where an overseas Chinese founder comes from",
            ),
        ));
    }
    if has_region && !is_region(&new.source_region) {
        wrong.push(violation(
            "source_region",
            "SOURCE_REGION_INVALID",
            (
                "来源地应为六位行政区划代码或三位国家（地区）代码",
                "six digits of a division or three letters of a country",
            ),
        ));
    }
    match wrong.is_empty() {
        true => Ok(uscc),
        false => Err(Refused::new(
            "TENANCY_INVALID",
            "入驻申请有误，请按字段提示改正",
            "the application does not hold: mend the fields that are named",
        )
        .with_fields(wrong)),
    }
}

fn check_identity(
    new: &NewTenancy,
    wrong: &mut Vec<FieldViolation>,
) -> Option<UnifiedSocialCreditCode> {
    if new.name.trim().is_empty() {
        let said = ("请填写名称", "a name is missing");
        wrong.push(violation("name", "NAME_MISSING", said));
    }
    for (field, text) in [
        ("tenancy.name", &new.name),
        ("tenancy.organisation", &new.organisation),
    ] {
        wrong.extend(form::too_long(field, text, form::NAME_MAX));
    }
    match new.kind {
        TenantKind::Enterprise => match UnifiedSocialCreditCode::parse(&new.uscc) {
            Ok(uscc) => return Some(uscc),
            Err(error) => {
                let said = error.localized();
                let found = FieldViolation::new("tenancy.uscc", "USCC_INVALID", said.zh, said.en);
                wrong.push(found);
            }
        },
        TenantKind::Team => {
            if !new.uscc.is_empty() {
                let said = (
                    "团队没有统一社会信用代码，已注册的请按企业申请",
                    "a team has no credit code: who has one applies as an enterprise",
                );
                wrong.push(violation("uscc", "USCC_OF_TEAM", said));
            }
            if new.organisation.trim().is_empty() {
                let said = (
                    "团队请填写其在本系统中的单位",
                    "name the organisation that the team acts as here",
                );
                wrong.push(violation("organisation", "ORGANISATION_MISSING", said));
            }
        }
    }
    None
}

fn check_days(new: &NewTenancy, today: NaiveDate, terms: &Terms, wrong: &mut Vec<FieldViolation>) {
    let latest = today.checked_add_days(Days::new(terms.entry_within_days.into()));
    if let Some(latest) = latest.filter(|latest| new.entry_on > *latest) {
        wrong.push(FieldViolation::new(
            "tenancy.entry_on",
            "ENTRY_TOO_LATE",
            format!("今天申请的，入驻日期不能晚于 {latest}"),
            format!("who applies today moves in by {latest}"),
        ));
    }
    match (new.kind, new.founded_on) {
        (TenantKind::Enterprise, None) => {
            let said = ("请填写成立日期", "say when the enterprise was founded");
            wrong.push(violation("founded_on", "FOUNDED_MISSING", said));
        }
        (TenantKind::Enterprise | TenantKind::Team, Some(founded))
            if founded > today || founded > new.entry_on =>
        {
            let said = (
                "成立日期不能晚于今天或入驻日期",
                "nobody is founded after today, or after it moves in",
            );
            wrong.push(violation("founded_on", "FOUNDED_TOO_LATE", said));
        }
        (TenantKind::Enterprise | TenantKind::Team, _) => {}
    }
}

fn is_region(code: &str) -> bool {
    let is_division = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let is_country = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_division || is_country
}

fn violation(
    field: &str,
    reason: &'static str,
    (zh, en): (&'static str, &'static str),
) -> FieldViolation {
    FieldViolation::new(format!("tenancy.{field}"), reason, zh, en)
}
