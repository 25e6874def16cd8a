//! Programmes as a table: what is bound, what is left, and until when it lasts.
use comfy_table::{Table, presets};
use kezhuan_protocol::contracts::v1::{ListProgrammesRequest, Programme};

use crate::money_text::yuan;
use crate::refusal;
use crate::suite::Session;

const PAGE_SIZE: i32 = 200;

/// Prints the programmes the session's person may read; year 0 is all.
pub async fn show(session: &Session, year: i32) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "tenant",
        "family",
        "year",
        "appropriated",
        "reserved",
        "committed",
        "paid",
        "available",
        "runs out on",
        "when exhausted",
    ]);
    let programmes = all(session, year).await?;
    for programme in &programmes {
        table.add_row(row(programme));
    }
    println!("{table}");
    for programme in &programmes {
        if programme.announced_fen < programme.appropriation_fen {
            println!("{}", difference(programme));
        }
    }
    Ok(())
}

/// The programmes the session's person may read, latest year first; year 0 is all.
pub async fn all(session: &Session, year: i32) -> anyhow::Result<Vec<Programme>> {
    let mut request = ListProgrammesRequest {
        year,
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let mut all = Vec::new();
    loop {
        let answer = session.contracts()?.list_programmes(request.clone()).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        all.extend(page.programmes);
        if page.next_page_token.is_empty() {
            return Ok(all);
        }
        request.page_token = page.next_page_token;
    }
}

fn row(programme: &Programme) -> [String; 10] {
    let lasts = "lasts the year";
    let runs_out = match programme.runs_out_on.as_str() {
        "" => lasts,
        day => day,
    };
    [
        programme.tenant.clone(),
        programme.family.clone(),
        programme.year.to_string(),
        yuan(programme.appropriation_fen),
        yuan(programme.reserved_fen),
        yuan(programme.committed_fen),
        yuan(programme.paid_fen),
        yuan(programme.available_fen),
        runs_out.to_owned(),
        programme.when_exhausted.clone(),
    ]
}

fn difference(programme: &Programme) -> String {
    let (tenant, family, year) = (&programme.tenant, &programme.family, programme.year);
    format!(
        "{tenant} {family} {year}: {} yuan are bound and only {} were appropriated since: nothing is available",
        yuan(programme.appropriation_fen),
        yuan(programme.announced_fen)
    )
}
