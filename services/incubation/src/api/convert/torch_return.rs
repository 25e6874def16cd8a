//! Yearly returns as the interface tells them, and what of them comes in.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_official, shown};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;

use super::{day, instant};
use crate::api::names::{CARRIERS, RETURNS};
use crate::domain::torch_return::{
    Cell, Failed, Field, Figures, OperationType, OperatorNature, Profile, SentBack, Signed, Source,
    Statement, TorchReturn, Unit, failed, missing, value,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A return as `reader` sees it, with the checks that do not hold.
pub fn message(
    stored: &Stored<TorchReturn>,
    (last_year, today): (Option<&Figures>, NaiveDate),
    reader: &Caller,
) -> v1::TorchReturn {
    let failed = failed(&stored.body.figures, last_year);
    v1::TorchReturn {
        failed_checks: failed.iter().map(failed_check).collect(),
        ..listed(stored, today, reader)
    }
}

/// A return as lists tell it.
pub fn listed(stored: &Stored<TorchReturn>, today: NaiveDate, reader: &Caller) -> v1::TorchReturn {
    let body = &stored.body;
    let names = Names::told_to(body, reader);
    let withdrawal = body.withdrawal.as_ref();
    v1::TorchReturn {
        name: RETURNS.name(body.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(body.version),
        state: state(body).into(),
        carrier: CARRIERS.name(body.carrier),
        carrier_name: body.carrier_name.clone(),
        operator: body.operator.clone(),
        division: body.division.clone(),
        year: body.year,
        opened_on: body.opened_on.to_string(),
        due_on: body.due_on.to_string(),
        overdue: body.is_overdue(today),
        overdue_since: day::told(body.overdue_since),
        profile: Some(profile(&body.profile)),
        cells: cells(&body.figures),
        missing: missing(body).into_iter().map(str::to_owned).collect(),
        failed_checks: Vec::new(),
        submission: body
            .submission
            .as_ref()
            .map(|signed| names.signature(signed)),
        check: body.check.as_ref().map(|signed| names.signature(signed)),
        acceptance: body
            .acceptance
            .as_ref()
            .map(|signed| names.signature(signed)),
        sent_back: body
            .sent_back
            .iter()
            .map(|back| names.sent_back(back))
            .collect(),
        frozen_on: day::told(body.frozen_on),
        withdrawn_on: day::told(withdrawal.map(|withdrawal| withdrawal.on)),
        withdrawal_reason: withdrawal
            .map(|withdrawal| withdrawal.reason.clone())
            .unwrap_or_default(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn state(body: &TorchReturn) -> v1::torch_return::State {
    v1::torch_return::State::from_str_name(body.state.as_str()).unwrap_or_default()
}

fn profile(profile: &Profile) -> v1::torch_return::Profile {
    v1::torch_return::Profile {
        nature: profile.nature.map_or("", OperatorNature::as_str).to_owned(),
        operation: profile
            .operation
            .map_or("", OperationType::as_str)
            .to_owned(),
        founded_on: day::told(profile.founded_on),
    }
}

/// Every field, in the order of the form.
fn cells(figures: &Figures) -> Vec<v1::torch_return::Cell> {
    let empty = Cell::default();
    let fields = Field::ALL.iter();
    let cells = fields.map(|field| cell(*field, figures.get(field).unwrap_or(&empty)));
    cells.collect()
}

fn cell(field: Field, cell: &Cell) -> v1::torch_return::Cell {
    use v1::torch_return::Source as Told;
    let value = cell.value();
    let source = match cell.source() {
        None => Told::Unspecified,
        Some(Source::Known) => Told::Known,
        Some(Source::Stated) => Told::Stated,
    };
    v1::torch_return::Cell {
        field: field.as_str().to_owned(),
        known: cell.known,
        stated: cell.stated,
        value,
        source: source.into(),
        reason: cell.reason.clone(),
        reported: value.map(|value| field.reported(value)).unwrap_or_default(),
    }
}

fn failed_check(failed: &Failed) -> v1::torch_return::FailedCheck {
    let name = failed.check.name();
    let fields = failed.fields.iter().map(|field| field.as_str().to_owned());
    v1::torch_return::FailedCheck {
        check: failed.check.as_str().to_owned(),
        zh: name.zh.into_owned(),
        en: name.en.into_owned(),
        fields: fields.collect(),
        left: failed.left.to_string(),
        right: failed.right.to_string(),
    }
}

/// Whose people the reader sees by name: an authority all, the operator its own.
struct Names<'a> {
    official: bool,
    own: Option<&'a str>,
}

impl<'a> Names<'a> {
    fn told_to(body: &TorchReturn, reader: &'a Caller) -> Names<'a> {
        Names {
            official: is_official(reader),
            own: Some(reader.organisation.as_str()).filter(|own| *own == body.operator),
        }
    }

    fn name(&self, by: &str, organisation: &str) -> String {
        shown(Some(by), self.official || self.own == Some(organisation))
    }

    fn signature(&self, signed: &Signed) -> v1::torch_return::Signature {
        v1::torch_return::Signature {
            by: self.name(&signed.by, &signed.organisation),
            organisation: signed.organisation.clone(),
            on: signed.on.to_string(),
            note: signed.note.clone(),
        }
    }

    fn sent_back(&self, back: &SentBack) -> v1::torch_return::SentBack {
        v1::torch_return::SentBack {
            by: self.name(&back.by, &back.organisation),
            organisation: back.organisation.clone(),
            on: back.on.to_string(),
            reason: back.reason.clone(),
        }
    }
}

/// One field of the form.
pub fn field(field: Field) -> v1::ReturnField {
    let name = field.name();
    v1::ReturnField {
        code: field.as_str().to_owned(),
        zh: name.zh.into_owned(),
        en: name.en.into_owned(),
        unit: unit(field.unit()).into(),
        may_be_negative: field.may_be_negative(),
    }
}

fn unit(unit: Unit) -> v1::return_field::Unit {
    v1::return_field::Unit::from_str_name(unit.as_str()).unwrap_or_default()
}

/// A return as it is handed on.
pub fn row(stored: &Stored<TorchReturn>) -> v1::ReturnRow {
    let body = &stored.body;
    let figures = Field::ALL.iter().map(|field| {
        let value = value(&body.figures, *field);
        value.map(|value| field.reported(value)).unwrap_or_default()
    });
    v1::ReturnRow {
        torch_return: RETURNS.name(body.id),
        tenant: stored.tenant.clone(),
        carrier: CARRIERS.name(body.carrier),
        carrier_name: body.carrier_name.clone(),
        operator: body.operator.clone(),
        year: body.year,
        state: state(body).into(),
        profile: Some(profile(&body.profile)),
        figures: figures.collect(),
    }
}

/// What the operator says it is; what is empty it does not say.
pub fn given_profile(given: Option<&v1::torch_return::Profile>) -> Result<Profile, Error> {
    let Some(given) = given else {
        return Ok(Profile::default());
    };
    Ok(Profile {
        nature: given_code("profile.nature", &given.nature, OperatorNature::parse)?,
        operation: given_code("profile.operation", &given.operation, OperationType::parse)?,
        founded_on: day::read_if_given("profile.founded_on", &given.founded_on)?,
    })
}

fn given_code<T>(
    path: &str,
    text: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Error> {
    match text {
        "" => Ok(None),
        text => super::code::read(path, text, parse).map(Some),
    }
}

/// The operator's statements.
pub fn statements(given: &[v1::fill_return_request::Statement]) -> Result<Vec<Statement>, Error> {
    let read = given.iter().enumerate().map(|(index, given)| {
        let path = format!("statements[{index}].field");
        Ok(Statement {
            field: super::code::read(&path, &given.field, Field::parse)?,
            value: given.value,
            reason: given.reason.clone(),
        })
    });
    read.collect()
}
