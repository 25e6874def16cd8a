//! One row of a table made into one tenant, or into everything that is wrong with it.
use std::sync::Arc;

use kezhuan_law::Localized;
use kezhuan_protocol::incubation::v1::tenancy::{Field, Founder, Kind, Profile};
use kezhuan_protocol::incubation::v1::{Chain, TenantYear};
use prost::Message;

use super::columns::sheet;
use crate::office_sheets::{Seen, digest, repeated};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::header::Columns;
use crate::sheet_import::reading::{self, Values};
use crate::sheet_import::table::Row;
use crate::sheet_import::{Intake, Parcel, Problem, REMEDY};

/// Columns that say what a year was like; with one of them the year itself is needed.
const OF_A_YEAR: [&str; 15] = [
    "revenue",
    "research",
    "taxes",
    "public_funding",
    "venture_capital",
    "year_staff",
    "college_graduates",
    "ip_applications",
    "ip_grants",
    "valid_ip",
    "valid_inventions",
    "high_tech_on",
    "tech_sme_on",
    "acquired_or_listed_on",
    "source",
];

/// One tenant, as its row says.
#[derive(Debug)]
pub struct Tenant {
    pub profile: Profile,
    /// The agreed last day; empty: the longest stay.
    pub until: String,
    pub year: Option<TenantYear>,
    columns: Arc<Columns>,
}

impl Tenant {
    /// The header of a column, as the office wrote it.
    pub fn header(&self, en: &str) -> String {
        let field = sheet().named(en);
        field.map_or_else(|| en.to_owned(), |field| self.columns.header_of(field))
    }

    /// The columns its row stood under.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What tells it from others of the same carrier.
    fn identity(&self) -> String {
        let profile = &self.profile;
        let who = match profile.uscc.is_empty() {
            true => &profile.organisation,
            false => &profile.uscc,
        };
        format!("{who} {}", profile.entry_on)
    }

    /// What the row says of it but for the year.
    pub fn digest(&self) -> String {
        let mut bytes = self.profile.encode_to_vec();
        bytes.extend(self.until.bytes());
        digest(&bytes)
    }
}

/// Reads tenants, and remembers those it has seen.
pub struct Tenants {
    chains: Vec<Chain>,
    /// By tenant and year.
    rows: Seen,
    /// By tenant, and by tenant and what is said of it.
    tenants: Seen,
    said: Seen,
}

impl Tenants {
    /// Tenants that may belong to one of these chains.
    pub fn among(chains: Vec<Chain>) -> Tenants {
        Tenants {
            chains,
            rows: Seen::default(),
            tenants: Seen::default(),
            said: Seen::default(),
        }
    }

    fn twice(&mut self, row: u64, tenant: &Tenant) -> Option<Problem> {
        let identity = tenant.identity();
        let year = tenant.year.as_ref().map(|year| year.year);
        let first = self.rows.before(format!("{identity} {year:?}"), row);
        let name = tenant.profile.name.clone();
        if let Some(first) = first {
            return Some(repeated(first, tenant.header("name"), name));
        }
        let first = self.tenants.before(identity.clone(), row);
        let said = self
            .said
            .before(format!("{identity} {}", tenant.digest()), row);
        match (first, said) {
            (Some(first), None) => Some(otherwise(first, tenant.header("name"), name)),
            _ => None,
        }
    }
}

impl Intake for Tenants {
    /// A tenant with the number of its row.
    type Content = (u64, Tenant);

    fn row(&mut self, columns: &Arc<Columns>, row: Row) -> Option<Parcel<(u64, Tenant)>> {
        let content = read(columns, &row.cells, &self.chains).and_then(|tenant| {
            match self.twice(row.number, &tenant) {
                Some(problem) => Err(vec![problem]),
                None => Ok((row.number, tenant)),
            }
        });
        Some(Parcel::single(row.number, row.done, content))
    }

    fn end(&mut self) -> Vec<Parcel<(u64, Tenant)>> {
        Vec::new()
    }
}

/// Two rows of one tenant that do not agree on who it is.
fn otherwise(first: u64, field: String, value: String) -> Problem {
    Problem {
        field,
        value,
        code: "ROWS_DISAGREE".to_owned(),
        problem: Localized::new(
            format!("与第 {first} 行为同一企业，但基本信息不一致"),
            format!("row {first} is about the same tenant and says otherwise of it"),
        ),
        remedy: Localized::fixed(
            "同一企业各年度的行，除年度数据外应一致，请改正后重新导入",
            "rows of one tenant differ in the figures of the year alone: correct them and import again",
        ),
    }
}

/// Reads one row. Every problem is found at once.
pub fn read(
    columns: &Arc<Columns>,
    cells: &[Cell],
    chains: &[Chain],
) -> Result<Tenant, Vec<Problem>> {
    let (values, mut problems) = reading::read(columns, cells);
    let chain = chain(&values, chains);
    let tenant = Tenant {
        profile: Profile {
            chain: chain.clone().unwrap_or_default(),
            ..profile(&values)
        },
        until: values.text("until"),
        year: year(&values),
        columns: columns.clone(),
    };
    if chain.is_none() {
        problems.push(unknown_chain(tenant.header("chain"), values.text("chain")));
    }
    problems.extend(wrong_year(&values, &tenant));
    match problems.is_empty() {
        true => Ok(tenant),
        false => Err(problems),
    }
}

fn profile(values: &Values) -> Profile {
    let kind = values.code("kind").and_then(Kind::from_str_name);
    let field = values.code("field").and_then(Field::from_str_name);
    let founder = values.code("founder").and_then(Founder::from_str_name);
    Profile {
        kind: kind.unwrap_or(Kind::Enterprise).into(),
        name: values.text("name").trim().to_owned(),
        uscc: values.text("uscc"),
        organisation: values.text("organisation"),
        founded_on: values.text("founded_on"),
        entry_on: values.text("entry_on"),
        field: field.unwrap_or_default().into(),
        founder: founder.unwrap_or(Founder::General).into(),
        staff: values.count("staff"),
        overseas_chinese: values.flag("overseas_chinese"),
        source_region: values.text("source_region").trim().to_ascii_uppercase(),
        registered_here: values.flag("registered_here"),
        office_here: values.flag("office_here"),
        tech_sme: values.flag("tech_sme"),
        high_tech: values.flag("high_tech"),
        chain: String::new(),
    }
}

/// The name of the chain that is written by code or by title; `None` where there is no such.
fn chain(values: &Values, chains: &[Chain]) -> Option<String> {
    let text = values.text("chain");
    let text = text.trim();
    if text.is_empty() {
        return Some(String::new());
    }
    let is_meant = |chain: &&Chain| {
        let code = chain.name.split_once('/').map(|(_, code)| code);
        chain.name == text || code == Some(text) || chain.title_zh == text || chain.title_en == text
    };
    chains.iter().find(is_meant).map(|chain| chain.name.clone())
}

fn unknown_chain(field: String, value: String) -> Problem {
    Problem {
        field,
        value,
        code: "CHAIN_UNKNOWN".to_owned(),
        problem: Localized::fixed("不是市重点产业链", "not one of the city's key chains"),
        remedy: Localized::fixed(
            "请填写市重点产业链的名称或代码；不属于任何一条的留空",
            "write the name or the code of a chain the city has named, or leave it empty",
        ),
    }
}

fn year(values: &Values) -> Option<TenantYear> {
    values.number("year")?;
    let amount = |en: &str| values.number(en).unwrap_or_default();
    Some(TenantYear {
        year: values.count("year"),
        revenue_fen: amount("revenue"),
        research_fen: amount("research"),
        taxes_fen: amount("taxes"),
        public_funding_fen: amount("public_funding"),
        venture_capital_fen: amount("venture_capital"),
        staff: values.count("year_staff"),
        college_graduates: values.count("college_graduates"),
        ip_applications: values.count("ip_applications"),
        ip_grants: values.count("ip_grants"),
        valid_ip: values.count("valid_ip"),
        valid_inventions: values.count("valid_inventions"),
        high_tech_on: values.text("high_tech_on"),
        tech_sme_on: values.text("tech_sme_on"),
        acquired_or_listed_on: values.text("acquired_or_listed_on"),
        source: values.text("source").trim().to_owned(),
        recorded_on: String::new(),
        recorded_by: String::new(),
    })
}

/// What is wrong with the year is told before the tenant is taken in.
fn wrong_year(values: &Values, tenant: &Tenant) -> Vec<Problem> {
    let wrong = |en: &str, zh: &'static str, said: &'static str| Problem {
        field: tenant.header(en),
        value: values
            .number(en)
            .map(|number| number.to_string())
            .unwrap_or_default(),
        code: "YEAR_FIGURES_INVALID".to_owned(),
        problem: Localized::fixed(zh, said),
        remedy: REMEDY,
    };
    let Some(year) = &tenant.year else {
        let is_told = OF_A_YEAR.iter().any(|en| values.of(en).is_some());
        let missing = wrong(
            "year",
            "填写了年度数据，但没有填写年度",
            "there are figures of a year, and the year is missing",
        );
        return is_told.then_some(missing).into_iter().collect();
    };
    let mut problems = Vec::new();
    if year.source.is_empty() {
        problems.push(wrong("source", "请填写数据来源", "say who says so"));
    }
    for (en, part, whole) in [
        ("college_graduates", year.college_graduates, year.staff),
        ("valid_inventions", year.valid_inventions, year.valid_ip),
    ] {
        if part > whole {
            let said = "it is more than the whole it is a part of";
            problems.push(wrong(en, "其中数大于总数", said));
        }
    }
    problems
}

#[cfg(test)]
mod tests;
