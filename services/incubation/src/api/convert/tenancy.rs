//! A tenancy as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_official, shown};
use kezhuan_law::Fen;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::incubation::v1;
use kezhuan_protocol::incubation::v1::tenancy::{Field as FieldCode, Founder as FounderCode};
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, figure, instant, registration, rule_pin};
use crate::api::chain_named::PREFIX;
use crate::api::names::{CARRIERS, DECISIONS, TENANCIES};
use crate::domain::tenancy::{
    Declared, Extension, Field, Founder, Graduation, Landing, NewTenancy, Refusal, State, Tenancy,
    TenantKind, TenantRegime, Year,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A tenancy, to `reader`: who decided is the operator's and the authority's to see.
pub fn message(stored: &Stored<Tenancy>, reader: &Caller) -> v1::Tenancy {
    let tenancy = &stored.body;
    let official = is_official(reader);
    let inside = official || reader.organisation == tenancy.operator;
    v1::Tenancy {
        name: TENANCIES.name(tenancy.id),
        number: tenancy.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(tenancy.version),
        state: state(tenancy.state).into(),
        carrier: CARRIERS.name(tenancy.carrier),
        operator: tenancy.operator.clone(),
        division: tenancy.division.clone(),
        remote: tenancy.is_remote,
        profile: Some(profile(tenancy)),
        applicant: tenancy.applicant.clone(),
        applied_on: tenancy.applied_on.to_string(),
        regime: regime(tenancy.regime).into(),
        reasons: tenancy.reasons.clone(),
        priority: tenancy.priority.into(),
        decision: tenancy
            .decision
            .map(|id| DECISIONS.name(id))
            .unwrap_or_default(),
        failure: tenancy.failure.clone().unwrap_or_default(),
        decided_by: shown(tenancy.decided_by.as_deref(), inside),
        refusal: tenancy.refusal.as_ref().map(refusal),
        until: day::told(tenancy.until),
        latest_exit: day::told(tenancy.latest_exit),
        extensions: tenancy
            .extensions
            .iter()
            .map(|longer| extension(longer, inside))
            .collect(),
        warned_on: day::told(tenancy.warned_on),
        left_on: day::told(tenancy.left_on),
        exit: tenancy.exit.as_ref().map(|exit| v1::tenancy::Exit {
            code: exit.code.clone(),
            note: exit.note.clone(),
            exited_on: exit.exited_on.to_string(),
        }),
        graduation: tenancy
            .graduation
            .as_ref()
            .map(|graduation| graduated(graduation, official)),
        landing: tenancy.landing.as_ref().map(landing),
        registration: tenancy.registration.as_ref().map(registration::message),
        years: tenancy
            .years
            .iter()
            .map(|known| year(known, inside))
            .collect(),
        rule_pins: rule_pin::messages(&tenancy.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn state(state: State) -> v1::tenancy::State {
    v1::tenancy::State::from_str_name(state.as_str()).unwrap_or_default()
}

fn regime(regime: Option<TenantRegime>) -> v1::tenancy::Regime {
    let named = regime.and_then(|regime| v1::tenancy::Regime::from_str_name(regime.as_str()));
    named.unwrap_or_default()
}

fn profile(tenancy: &Tenancy) -> v1::tenancy::Profile {
    let kind = v1::tenancy::Kind::from_str_name(tenancy.kind.as_str());
    let founder = FounderCode::from_str_name(tenancy.founder.as_str());
    v1::tenancy::Profile {
        kind: kind.unwrap_or_default().into(),
        name: tenancy.name.clone(),
        uscc: tenancy.uscc.clone().map(String::from).unwrap_or_default(),
        organisation: tenancy.organisation.clone(),
        founded_on: day::told(tenancy.founded_on),
        entry_on: tenancy.entry_on.to_string(),
        field: field(tenancy.field).into(),
        founder: founder.unwrap_or_default().into(),
        staff: figure::told(tenancy.staff),
        overseas_chinese: tenancy.is_overseas_chinese,
        source_region: tenancy.source_region.clone().unwrap_or_default(),
        registered_here: tenancy.declared.registered_here,
        office_here: tenancy.declared.office_here,
        tech_sme: tenancy.declared.tech_sme,
        high_tech: tenancy.declared.high_tech,
        chain: chain(tenancy.chain.as_deref()),
    }
}

/// The field a tenant or a mentor works in.
pub fn field(field: Field) -> FieldCode {
    FieldCode::from_str_name(field.as_str()).unwrap_or_default()
}

/// The name of a chain; empty where there is none.
pub fn chain(code: Option<&str>) -> String {
    code.map(|code| format!("{PREFIX}{code}"))
        .unwrap_or_default()
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn extension(longer: &Extension, inside: bool) -> v1::tenancy::Extension {
    v1::tenancy::Extension {
        until: longer.until.to_string(),
        reason: longer.reason.clone(),
        by: shown(Some(&longer.by), inside),
        extended_on: longer.extended_on.to_string(),
    }
}

fn graduated(graduation: &Graduation, official: bool) -> v1::tenancy::Graduation {
    let found = graduation.verification.as_ref();
    v1::tenancy::Graduation {
        graduated_on: graduation.graduated_on.to_string(),
        met: graduation
            .met
            .iter()
            .map(|criterion| criterion.as_str().to_owned())
            .collect(),
        verified_on: day::told(found.map(|found| found.verified_on)),
        verified_by: shown(found.map(|found| found.by.as_str()), official),
        note: found.map(|found| found.note.clone()).unwrap_or_default(),
    }
}

fn landing(landing: &Landing) -> v1::tenancy::Landing {
    v1::tenancy::Landing {
        uscc: landing.uscc.to_string(),
        name: landing.name.clone(),
        landed_on: landing.landed_on.to_string(),
        recorded_by: landing.recorded_by.clone(),
    }
}

fn year(known: &Year, inside: bool) -> v1::TenantYear {
    v1::TenantYear {
        year: known.year,
        revenue_fen: known.revenue.get(),
        research_fen: known.research.get(),
        taxes_fen: known.taxes.get(),
        public_funding_fen: known.public_funding.get(),
        venture_capital_fen: known.venture_capital.get(),
        staff: figure::told(known.staff),
        college_graduates: figure::told(known.college_graduates),
        ip_applications: figure::told(known.ip_applications),
        ip_grants: figure::told(known.ip_grants),
        valid_ip: figure::told(known.valid_ip),
        valid_inventions: figure::told(known.valid_inventions),
        high_tech_on: day::told(known.high_tech_on),
        tech_sme_on: day::told(known.tech_sme_on),
        acquired_or_listed_on: day::told(known.acquired_or_listed_on),
        source: known.source.clone(),
        recorded_on: known.recorded_on.to_string(),
        recorded_by: shown(Some(&known.recorded_by), inside),
    }
}

/// What a start-up says of itself; number, carrier and chain are the edge's to add.
pub fn read_profile(said: v1::tenancy::Profile) -> Result<NewTenancy, Error> {
    let path = |field: &str| format!("tenancy.{field}");
    Ok(NewTenancy {
        id: Uuid::nil(),
        number: String::new(),
        carrier: Uuid::nil(),
        operator: String::new(),
        division: String::new(),
        is_remote: false,
        kind: code::of_enum(
            &path("kind"),
            said.kind,
            v1::tenancy::Kind::as_str_name,
            TenantKind::parse,
        )?,
        founded_on: day::read_if_given(&path("founded_on"), &said.founded_on)?,
        entry_on: day::read(&path("entry_on"), &said.entry_on)?,
        field: read_field(&path("field"), said.field)?,
        founder: read_founder(&path("founder"), said.founder)?,
        staff: count(&path("staff"), said.staff)?,
        name: said.name,
        uscc: said.uscc,
        organisation: said.organisation,
        is_overseas_chinese: said.overseas_chinese,
        source_region: said.source_region,
        declared: Declared {
            registered_here: said.registered_here,
            office_here: said.office_here,
            tech_sme: said.tech_sme,
            high_tech: said.high_tech,
        },
        chain: None,
    })
}

/// The field in the field `path` of a request.
pub fn read_field(path: &str, value: i32) -> Result<Field, Error> {
    code::of_enum(path, value, FieldCode::as_str_name, Field::parse)
}

fn read_founder(path: &str, value: i32) -> Result<Founder, Error> {
    match FounderCode::try_from(value) {
        Ok(FounderCode::Unspecified) => Ok(Founder::General),
        _ => code::of_enum(path, value, FounderCode::as_str_name, Founder::parse),
    }
}

/// A landing company.
pub fn read_landing(given: Option<v1::tenancy::Landing>) -> Result<Landing, Error> {
    let given = given.unwrap_or_default();
    let uscc = UnifiedSocialCreditCode::parse(&given.uscc).map_err(|error| {
        let said = error.localized();
        Error::field("landing.uscc", "USCC_INVALID", said.zh, said.en)
    })?;
    if given.name.trim().is_empty() {
        return Err(Error::field(
            "landing.name",
            "NAME_MISSING",
            "请填写落地企业名称",
            "name the landing company",
        ));
    }
    Ok(Landing {
        uscc,
        name: given.name,
        landed_on: day::read("landing.landed_on", &given.landed_on)?,
        recorded_by: String::new(),
    })
}

/// The figures of a year; by whom and when they were recorded is the domain's to add.
pub fn read_year(given: Option<v1::TenantYear>) -> Result<Year, Error> {
    let given = given.unwrap_or_default();
    let count = |field: &str, value| count(&format!("figures.{field}"), value);
    let known = |field: &str, text: &str| day::read_if_given(&format!("figures.{field}"), text);
    Ok(Year {
        year: given.year,
        revenue: Fen(given.revenue_fen),
        research: Fen(given.research_fen),
        taxes: Fen(given.taxes_fen),
        public_funding: Fen(given.public_funding_fen),
        venture_capital: Fen(given.venture_capital_fen),
        staff: count("staff", given.staff)?,
        college_graduates: count("college_graduates", given.college_graduates)?,
        ip_applications: count("ip_applications", given.ip_applications)?,
        ip_grants: count("ip_grants", given.ip_grants)?,
        valid_ip: count("valid_ip", given.valid_ip)?,
        valid_inventions: count("valid_inventions", given.valid_inventions)?,
        high_tech_on: known("high_tech_on", &given.high_tech_on)?,
        tech_sme_on: known("tech_sme_on", &given.tech_sme_on)?,
        acquired_or_listed_on: known("acquired_or_listed_on", &given.acquired_or_listed_on)?,
        source: given.source,
        recorded_on: chrono::NaiveDate::default(),
        recorded_by: String::new(),
    })
}

/// The count in the field `path`; nothing is a count, too.
pub fn count(path: &str, value: i32) -> Result<u32, Error> {
    u32::try_from(value).map_err(|_| {
        Error::field(
            path,
            "NUMBER_OUT_OF_RANGE",
            "不能为负数",
            "not less than nothing",
        )
    })
}
