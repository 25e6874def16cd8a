//! An application as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_protocol::financing::v1::declaration::Qualification as QualificationCode;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, figure, instant, product, rule_pin};
use crate::api::names::{APPLICATIONS, ASSETS, DECISIONS, LOANS};
use crate::domain::application::{
    Application, Approval, AssetValue, Carried, Declaration, Refusal, Side, Signature, State,
    Valued,
};
use crate::domain::eligibility::Qualification;
use crate::domain::party::{Capacity, Party};
use crate::error::Error;
use crate::store::parties;
use crate::store::stored::Stored;

/// An application, to `reader`: the bank's own work is the bank's to see.
pub fn message(stored: &Stored<Application>, reader: &Caller) -> v1::Application {
    let application = &stored.body;
    let is_bank = reader.organisation == application.bank;
    let to_bank = |text: &Option<String>| text.clone().filter(|_| is_bank).unwrap_or_default();
    v1::Application {
        name: APPLICATIONS.name(application.id),
        number: application.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(application.version),
        state: state(application.state).into(),
        enterprise: application.enterprise.clone(),
        bank: application.bank.clone(),
        product: Some(product::message(&application.product)),
        security: product::securities(&application.security),
        amount_fen: application.amount.get(),
        term_months: figure::told(application.term_months),
        purpose: application.purpose.clone(),
        repayment_source: application.repayment_source.clone(),
        assets: application
            .assets
            .iter()
            .map(|id| ASSETS.name(*id))
            .collect(),
        parties: all_parties(application),
        loan: LOANS.name(application.loan),
        declaration: application.declaration.as_ref().map(declaration),
        applicant: application.applicant.clone(),
        submitted_on: day::told(application.submitted_on),
        reasons: application.reasons.clone(),
        decision: decision(application.decision),
        failure: application.failure.clone().unwrap_or_default(),
        examined_by: application.examined_by.clone().unwrap_or_default(),
        valued: application.valued.as_ref().map(valued),
        collateral: application.collateral.as_ref().map(collateral),
        finding: to_bank(&application.finding),
        reviewed_by: to_bank(&application.reviewed_by),
        approval: application
            .approval
            .as_ref()
            .map(|granted| approval(granted, is_bank)),
        refusal: application.refusal.as_ref().map(refusal),
        signed: application
            .signed
            .as_ref()
            .map(|signed| signature(signed, application, reader)),
        contracted_on: day::told(application.contracted_on),
        rule_pins: rule_pin::messages(&application.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn state(state: State) -> v1::application::State {
    v1::application::State::from_str_name(state.as_str()).unwrap_or_default()
}

/// The name of a stored decision; empty where there is none.
pub fn decision(id: Option<Uuid>) -> String {
    id.map(|id| DECISIONS.name(id)).unwrap_or_default()
}

fn all_parties(application: &Application) -> Vec<v1::Party> {
    let party = |organisation: &str, capacity: &str| v1::Party {
        organisation: organisation.to_owned(),
        capacity: capacity.to_owned(),
    };
    let sides = [
        party(&application.enterprise, parties::APPLICANT),
        party(&application.bank, parties::BANK),
    ];
    let others = application.others.iter();
    let others = others.map(|other| party(&other.organisation, other.capacity.as_str()));
    sides.into_iter().chain(others).collect()
}

/// Who has a part in it beside enterprise and bank.
pub fn read_parties(given: Vec<v1::Party>) -> Result<Vec<Party>, Error> {
    let read = given.into_iter().enumerate().map(|(place, party)| {
        let path = format!("parties[{place}].capacity");
        Ok(Party {
            capacity: code::read(&path, &party.capacity, Capacity::parse)?,
            organisation: party.organisation,
        })
    });
    read.collect()
}

fn declaration(said: &Declaration) -> v1::Declaration {
    let code = |held: &Qualification| {
        let named = QualificationCode::from_str_name(held.as_str());
        named.unwrap_or_default().into()
    };
    v1::Declaration {
        revenue_fen: said.revenue.get(),
        qualifications: said.qualifications.iter().map(code).collect(),
        listed: said.listed,
        last_violation_on: day::told(said.last_violation_on),
    }
}

/// What the enterprise says of itself.
pub fn read_declaration(given: Option<v1::Declaration>) -> Result<Declaration, Error> {
    let Some(given) = given else {
        return Err(Error::field(
            "declaration",
            "DECLARATION_MISSING",
            "缺少企业声明",
            "the declaration is missing",
        ));
    };
    let held = given.qualifications.iter().enumerate();
    let held = held.map(|(place, held)| {
        code::of_enum(
            &format!("declaration.qualifications[{place}]"),
            *held,
            QualificationCode::as_str_name,
            Qualification::parse,
        )
    });
    let path = "declaration.last_violation_on";
    Ok(Declaration {
        revenue: Fen(given.revenue_fen),
        qualifications: held.collect::<Result<_, Error>>()?,
        listed: given.listed,
        last_violation_on: day::read_if_given(path, &given.last_violation_on)?,
    })
}

fn valued(valued: &Valued) -> v1::Valued {
    let value = |value: &AssetValue| v1::AssetValue {
        asset: ASSETS.name(value.asset),
        value_fen: value.value.get(),
        valid_until: value.valid_until.to_string(),
    };
    v1::Valued {
        total_fen: valued.total.get(),
        by: valued.by.clone(),
        valued_on: valued.valued_on.to_string(),
        valid_until: day::told(valued.valid_until),
        values: valued.values.iter().map(value).collect(),
    }
}

/// What offered rights were found to be worth.
pub fn read_values(given: &[v1::AssetValue]) -> Result<Vec<AssetValue>, Error> {
    let read = given.iter().enumerate().map(|(place, value)| {
        Ok(AssetValue {
            asset: ASSETS.parse_field(&format!("values[{place}].asset"), &value.asset)?,
            value: Fen(value.value_fen),
            valid_until: day::read(&format!("values[{place}].valid_until"), &value.valid_until)?,
        })
    });
    read.collect()
}

/// What offered rights carry.
pub fn collateral(carried: &Carried) -> v1::Collateral {
    let carries = carried.per_asset.iter();
    let carries = carries.map(|carries| v1::collateral::AssetCarries {
        asset: ASSETS.name(carries.asset),
        value_fen: carries.value.get(),
        carries_fen: carries.carries.get(),
    });
    v1::Collateral {
        per_asset: carries.collect(),
        cap_fen: carried.cap.get(),
        loan_max_fen: carried.loan_max.get(),
        decision: decision(carried.decision),
    }
}

fn approval(granted: &Approval, is_bank: bool) -> v1::application::Approval {
    let by = granted.approved_by.as_str();
    v1::application::Approval {
        amount_fen: granted.amount.get(),
        rate_bp: granted.rate_bp.into(),
        term_months: figure::told(granted.term_months),
        guarantee_bp: granted.guarantee_bp.into(),
        approved_by: if is_bank { by } else { "" }.to_owned(),
        approved_on: granted.approved_on.to_string(),
        sign_until: granted.sign_until.to_string(),
        guarantee_min_bp: granted.guarantee_min_bp.into(),
        subsidy_bp: granted.subsidy_bp.into(),
        stage_decision: decision(granted.stage_decision),
        shares: product::shares(&granted.shares),
        shares_decision: decision(granted.shares_decision),
    }
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn signature(
    signed: &Signature,
    application: &Application,
    reader: &Caller,
) -> v1::application::Signature {
    let (side, of) = match signed.side {
        Side::Bank => (v1::application::Side::Bank, &application.bank),
        Side::Enterprise => (v1::application::Side::Enterprise, &application.enterprise),
    };
    let own = reader.organisation == *of;
    v1::application::Signature {
        side: side.into(),
        by: if own { signed.by.as_str() } else { "" }.to_owned(),
        signed_on: signed.signed_on.to_string(),
    }
}
