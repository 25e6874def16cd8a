//! One line of the return.
use chrono::NaiveDate;
use kezhuan_law::{Fen, regions};

use crate::domain::contract::ContractVersion;
use crate::domain::form::{FormParty, currency};
use crate::domain::kind::{Family, Kind};

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Contract,
    /// Takes a contract of a closed year back.
    Correction,
}

/// Whether project names are printed: only the office that files the return sees single titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Titles {
    Shown,
    Withheld,
}

/// One line; amounts of a correction are negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub kind: RowKind,
    pub version: ContractVersion,
    pub total: Fen,
    /// `None` while the amount is unknown.
    pub technical: Option<Fen>,
    pub titles: Titles,
}

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Date(NaiveDate),
    /// Told in 万元 with two decimals.
    Wan(Fen),
}

impl RowKind {
    /// +1 for a contract, −1 for a correction.
    pub const fn sign(self) -> i64 {
        match self {
            RowKind::Contract => 1,
            RowKind::Correction => -1,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            RowKind::Contract => "合同",
            RowKind::Correction => "冲减",
        }
    }
}

impl Row {
    pub(super) fn of(version: &ContractVersion, kind: RowKind, titles: Titles) -> Row {
        let signed = |amount: Fen| Fen(amount.get().saturating_mul(kind.sign()));
        Row {
            kind,
            version: version.clone(),
            total: signed(version.classification.total),
            technical: version.classification.technical.map(signed),
            titles,
        }
    }

    /// The cells in the order of `COLUMNS`.
    pub fn cells(&self) -> Vec<Cell> {
        let version = &self.version;
        let form = &version.form;
        let mut cells = vec![
            text(self.kind.name()),
            text(&version.number),
            text(&version.certificate_number),
            text(version.national_number.as_deref().unwrap_or_default()),
            match self.titles {
                Titles::Shown => text(&form.project_name),
                Titles::Withheld => text(""),
            },
        ];
        cells.extend(kind_cells(version.classification.kind));
        cells.extend([
            day(form.sign_date.get()),
            day(Some(version.registered_on)),
            day(form.term_start.get()),
            day(form.term_end.get()),
            wan(Some(self.total)),
            wan(self.technical),
            text(if form.currency.is_empty() {
                currency::CNY
            } else {
                &form.currency
            }),
            text(
                &form
                    .payment_mode
                    .get()
                    .map_or("".into(), |mode| mode.name().zh),
            ),
        ]);
        cells.extend(party_cells(&form.seller));
        cells.extend(party_cells(&form.buyer));
        cells.extend([
            text(
                &form
                    .intellectual_property_type
                    .get()
                    .map_or("".into(), |right| right.name().zh),
            ),
            text(
                &form
                    .technical_field
                    .get()
                    .map_or("".into(), |field| field.name().zh),
            ),
            text(
                &form
                    .socio_economic_target
                    .get()
                    .map_or("".into(), |target| target.name().zh),
            ),
            text(
                &form
                    .plan_source
                    .get()
                    .map_or("".into(), |source| source.name().zh),
            ),
            text(if form.related_parties { "是" } else { "否" }),
        ]);
        // Expected investment and output are asked of transfers only.
        let expected = version.classification.kind.family() == Family::Transfer;
        cells.extend([
            wan(expected.then_some(form.expected_investment)),
            wan(expected.then_some(form.expected_output)),
        ]);
        cells
    }
}

fn kind_cells(kind: Kind) -> [Cell; 2] {
    [text(kind.as_str()), text(&kind.name().zh)]
}

/// The national form knows regions by four digits.
fn party_cells(party: &FormParty) -> [Cell; 4] {
    [
        text(&party.display_name),
        text(&party.credit_code),
        text(
            &party
                .party_type
                .get()
                .map_or("".into(), |kind| kind.name().zh),
        ),
        text(regions::national_region_code(&party.division)),
    ]
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn day(value: Option<NaiveDate>) -> Cell {
    value.map_or_else(|| text(""), Cell::Date)
}

fn wan(value: Option<Fen>) -> Cell {
    value.map_or_else(|| text(""), Cell::Wan)
}
