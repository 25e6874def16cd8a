//! Facts that programmes could pay: for which case each is kept, or was paid.
use chrono::DateTime;
use comfy_table::{Table, presets};
use kezhuan_protocol::rules::v1::fact_reservation::State as Told;
use kezhuan_protocol::rules::v1::{FactReservation, ListFactReservationsRequest};

use super::Place;
use crate::rules_desk;

/// Where a reservation may stand.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum State {
    Reserved,
    Paid,
    Released,
}

/// Prints those of a tenant, newest first.
pub async fn show(fact: String, state: Option<State>, place: &Place) -> anyhow::Result<()> {
    let tenant = place.tenant()?;
    let session = place.session(super::authority(tenant))?;
    let state = match state {
        None => Told::Unspecified,
        Some(State::Reserved) => Told::Reserved,
        Some(State::Paid) => Told::Paid,
        Some(State::Released) => Told::Released,
    };
    let request = ListFactReservationsRequest {
        tenant: tenant.to_owned(),
        fact,
        state: state.into(),
        ..ListFactReservationsRequest::default()
    };
    let facts = rules_desk::facts(&session, request).await?;
    if facts.is_empty() {
        println!("no such fact was ever reserved for a programme of {tenant}");
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "fact", "family", "year", "level", "state", "until", "service", "case",
    ]);
    for fact in &facts {
        table.add_row(row(fact));
    }
    println!("{table}");
    Ok(())
}

fn row(fact: &FactReservation) -> [String; 8] {
    let until = match (fact.state(), &fact.expire_time) {
        (Told::Reserved, Some(time)) => DateTime::from_timestamp(time.seconds, 0)
            .map(|time| time.to_rfc3339())
            .unwrap_or_default(),
        (Told::Reserved, None) => "paid or released".to_owned(),
        (Told::Paid | Told::Released | Told::Unspecified, _) => String::new(),
    };
    [
        fact.fact.clone(),
        fact.family.clone(),
        fact.year.to_string(),
        fact.level.clone(),
        fact.state().as_str_name().to_owned(),
        until,
        fact.holder.clone(),
        fact.case.clone(),
    ]
}
