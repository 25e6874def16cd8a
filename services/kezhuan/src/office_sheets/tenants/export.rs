//! Tenants as the table they came in by: a row for each year on record, one row where there is none.
use kezhuan_law::Fen;
use kezhuan_protocol::incubation::v1::tenancy::Profile;
use kezhuan_protocol::incubation::v1::{ListTenanciesRequest, Tenancy, TenantYear};

use super::columns::{fields_of_work, founders, kinds, sheet, states};
use crate::office_sheets::{PAGE_SIZE, cells, day, flag, pages, place, quoted};
use crate::sheet_import::cell::Cell;
use crate::suite::Session;

/// The rows of every tenant the session's person may read, of one carrier or of all; oldest entry first. An application that waits
/// or came to nothing is no tenant, and brought back it would be admitted.
pub async fn export(session: &Session, carrier: Option<&str>) -> anyhow::Result<Vec<Vec<Cell>>> {
    if let Some(carrier) = carrier {
        place::carrier(session, carrier).await?;
    }
    let request = ListTenanciesRequest {
        filter: carrier.map_or_else(String::new, |carrier| {
            format!("carrier={}", quoted(carrier))
        }),
        order_by: "entry_on".to_owned(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let tenancies = pages!(session.incubation(), list_tenancies, request, tenancies);
    let admitted = tenancies.iter().filter(|tenancy| !tenancy.until.is_empty());
    Ok(admitted.flat_map(rows).collect())
}

/// The rows of one tenancy.
pub fn rows(tenancy: &Tenancy) -> Vec<Vec<Cell>> {
    let row = |year: Option<&TenantYear>| cells(sheet(), |en| cell(tenancy, year, en));
    match tenancy.years.is_empty() {
        true => vec![row(None)],
        false => tenancy.years.iter().map(|year| row(Some(year))).collect(),
    }
}

fn cell(tenancy: &Tenancy, year: Option<&TenantYear>, en: &str) -> Cell {
    match en {
        "until" => day(&tenancy.until),
        "number" => Cell::of_text(&tenancy.number),
        "state" => Cell::of_text(&states().word_of(tenancy.state().as_str_name())),
        "left_on" => day(&tenancy.left_on),
        _ => {
            let nothing = Profile::default();
            let profile = tenancy.profile.as_ref().unwrap_or(&nothing);
            said(profile, en)
                .or_else(|| done(year?, en))
                .unwrap_or_default()
        }
    }
}

/// What the tenant says of itself; `None` of another column.
fn said(profile: &Profile, en: &str) -> Option<Cell> {
    Some(match en {
        "name" => Cell::of_text(&profile.name),
        "uscc" => Cell::of_text(&profile.uscc),
        "kind" => Cell::of_text(&kinds().word_of(profile.kind().as_str_name())),
        // What the service takes where nothing is written.
        "organisation" if profile.organisation == profile.uscc => Cell::Empty,
        "organisation" => Cell::of_text(&profile.organisation),
        "founded_on" => day(&profile.founded_on),
        "entry_on" => day(&profile.entry_on),
        "field" => Cell::of_text(&fields_of_work().word_of(profile.field().as_str_name())),
        "founder" => Cell::of_text(&founders().word_of(profile.founder().as_str_name())),
        "staff" => count(profile.staff),
        "registered_here" => flag(profile.registered_here),
        "office_here" => flag(profile.office_here),
        "tech_sme" => flag(profile.tech_sme),
        "high_tech" => flag(profile.high_tech),
        "overseas_chinese" => flag(profile.overseas_chinese),
        "source_region" => Cell::of_text(&profile.source_region),
        "chain" => Cell::of_text(profile.chain.trim_start_matches("chains/")),
        _ => return None,
    })
}

/// What it did in a year; `None` of another column.
fn done(year: &TenantYear, en: &str) -> Option<Cell> {
    Some(match en {
        "year" => count(year.year),
        "revenue" => money(year.revenue_fen),
        "research" => money(year.research_fen),
        "taxes" => money(year.taxes_fen),
        "public_funding" => money(year.public_funding_fen),
        "venture_capital" => money(year.venture_capital_fen),
        "year_staff" => count(year.staff),
        "college_graduates" => count(year.college_graduates),
        "ip_applications" => count(year.ip_applications),
        "ip_grants" => count(year.ip_grants),
        "valid_ip" => count(year.valid_ip),
        "valid_inventions" => count(year.valid_inventions),
        "high_tech_on" => day(&year.high_tech_on),
        "tech_sme_on" => day(&year.tech_sme_on),
        "acquired_or_listed_on" => day(&year.acquired_or_listed_on),
        "source" => Cell::of_text(&year.source),
        _ => return None,
    })
}

fn count(count: i32) -> Cell {
    Cell::Number(count.to_string())
}

fn money(fen: i64) -> Cell {
    Cell::Number(Fen(fen).to_string())
}
