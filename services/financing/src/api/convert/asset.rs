//! A right as messages tell it: to each what its part in it lets it see.
use kezhuan_auth::{Caller, Reach};
use kezhuan_law::{Fen, WorkingCalendar};
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;

use super::{code, day, figure, instant};
use crate::api::names::{ASSETS, PLEDGES};
use crate::domain::asset::fee::{self, AnnualFee};
use crate::domain::asset::{
    AssetKind, IpAsset, Method, NewAsset, Purpose, Report, Reservation, Valuation,
};
use crate::error::Error;
use crate::store::reservations::Reserved;
use crate::store::stored::Stored;

/// Who is answered, and when.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    pub caller: &'a Caller,
    pub today: chrono::NaiveDate,
    pub calendar: &'a WorkingCalendar,
}

/// A right; `proofs` of its reservations where they are asked for.
pub fn answer(viewer: Viewer<'_>, stored: &Stored<IpAsset>, proofs: &[Reserved]) -> v1::Asset {
    let asset = &stored.body;
    let kind = v1::asset::Kind::from_str_name(asset.kind.as_str());
    let legal = v1::asset::Legal::from_str_name(asset.legal.as_str());
    let encumbrance = v1::asset::Encumbrance::from_str_name(asset.encumbrance.as_str());
    let pledge = asset.pledge.filter(|_| {
        let bank = asset.bank().unwrap_or_default();
        viewer.has_part(&asset.owner, bank)
    });
    let reservations = asset.reservations.iter();
    v1::Asset {
        name: ASSETS.name(asset.id),
        etag: etag::of(asset.version),
        kind: kind.unwrap_or_default().into(),
        number: asset.number.clone(),
        owner: asset.owner.clone(),
        co_owners: asset.co_owners.clone(),
        filed_on: asset.filed_on.to_string(),
        expires_on: day::told(asset.expires_on),
        legal: legal.unwrap_or_default().into(),
        encumbrance: encumbrance.unwrap_or_default().into(),
        pledge: pledge.map(|id| PLEDGES.name(id)).unwrap_or_default(),
        fee_paid_through: figure::told(asset.fee_paid_through),
        next_fee: viewer.next_fee(asset),
        preserved_since: day::told(asset.preserved_since),
        valuations: asset.valuations.iter().map(valuation).collect(),
        reservations: reservations
            .map(|row| viewer.reservation(&asset.owner, row, proofs))
            .collect(),
        tenant: stored.tenant.clone(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

impl Viewer<'_> {
    /// Whether it is the owner, the bank in question, or an authority: who else may read the right has another part in it.
    fn has_part(&self, owner: &str, bank: &str) -> bool {
        match self.caller.reach() {
            Reach::Own | Reach::City | Reach::Auditor | Reach::Service => true,
            Reach::Party | Reach::Rules => {
                let organisation = &self.caller.organisation;
                organisation == owner || organisation == bank
            }
        }
    }

    fn reservation(&self, owner: &str, row: &Reservation, proofs: &[Reserved]) -> v1::Reservation {
        let end = row
            .end
            .and_then(|end| v1::reservation::End::from_str_name(end.as_str()));
        let proof = proofs
            .iter()
            .find(|proof| proof.pledge_id == row.pledge && proof.place == figure::told(row.place));
        let (pledge, bank) = match self.has_part(owner, &row.bank) {
            true => (PLEDGES.name(row.pledge), row.bank.clone()),
            false => (String::new(), String::new()),
        };
        v1::Reservation {
            place: figure::told(row.place),
            pledge,
            bank,
            reserved_on: row.reserved_on.to_string(),
            until: row.until.to_string(),
            end: end.unwrap_or_default().into(),
            sequence: proof.map(|proof| proof.sequence).unwrap_or_default(),
            reserve_time: proof.map(|proof| instant(proof.reserve_time)),
        }
    }

    /// The fee that comes next, as it stands today.
    fn next_fee(&self, asset: &IpAsset) -> Option<v1::AnnualFee> {
        let kind = asset.kind.patent().filter(|_| !asset.legal.is_over())?;
        let year = asset.next_fee_year()?;
        let fee = fee::annual_fee(kind, asset.filed_on, year, self.today, self.calendar);
        fee.ok().map(|fee| annual_fee(year, &fee))
    }
}

fn annual_fee(year: u32, fee: &AnnualFee) -> v1::AnnualFee {
    let state = v1::annual_fee::State::from_str_name(fee.state.as_str());
    v1::AnnualFee {
        year: figure::told(year),
        due_on: fee.due_on.to_string(),
        due_effective_on: fee.due_effective_on.to_string(),
        grace_ends_on: fee.grace_ends_on.to_string(),
        state: state.unwrap_or_default().into(),
        fee_fen: fee.fee.get(),
        surcharge_fen: fee.surcharge.get(),
    }
}

fn valuation(valuation: &Valuation) -> v1::Valuation {
    let purpose = v1::valuation::Purpose::from_str_name(valuation.purpose.as_str());
    let method = v1::valuation::Method::from_str_name(valuation.method.as_str());
    v1::Valuation {
        purpose: purpose.unwrap_or_default().into(),
        method: method.unwrap_or_default().into(),
        valued_on: valuation.valued_on.to_string(),
        value_fen: valuation.value.get(),
        valid_until: valuation.valid_until.to_string(),
        valuer: valuation.valuer.clone(),
        signed_by: valuation.signed_by.clone(),
    }
}

/// What is entered of a right.
pub fn read_new(input: v1::RegisterAssetRequest) -> Result<NewAsset, Error> {
    Ok(NewAsset {
        id: uuid::Uuid::now_v7(),
        kind: code::read("kind", input.kind().as_str_name(), AssetKind::parse)?,
        filed_on: day::read("filed_on", &input.filed_on)?,
        expires_on: day::read_if_given("expires_on", &input.expires_on)?,
        fee_paid_through: match input.fee_paid_through {
            0 => 0,
            year => figure::read_some("fee_paid_through", year)?,
        },
        owner: read_owner("owner", input.owner)?,
        number: input.number,
        co_owners: input.co_owners,
    })
}

/// The organisation that owns a right, or is to own it.
pub fn read_owner(path: &str, name: String) -> Result<String, Error> {
    if name.trim().is_empty() {
        return Err(Error::field(
            path,
            "ORGANISATION_MISSING",
            "请填写权利人单位",
            "name the organisation that owns the right",
        ));
    }
    Ok(name)
}

/// What a valuer reports.
pub fn read_report(input: &v1::RecordAssetValuationRequest) -> Result<Report, Error> {
    Ok(Report {
        purpose: code::read("purpose", input.purpose().as_str_name(), Purpose::parse)?,
        method: code::read("method", input.method().as_str_name(), Method::parse)?,
        valued_on: day::read("valued_on", &input.valued_on)?,
        value: Fen(input.value_fen),
    })
}
