//! A round of the award as its readers see it, and what it is opened with.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{day, instant};
use crate::api::names::AWARD_ROUNDS;
use crate::domain::award_round::{
    Association, AwardRound, GroupExpert, NewRound, Places, RoundChange,
};
use crate::domain::project_call::Criterion;
use crate::error::Error;
use crate::store::stored::Stored;

/// A round, to `reader`.
pub fn message(stored: &Stored<AwardRound>, reader: &Caller) -> v1::AwardRound {
    let round = &stored.body;
    let state = v1::award_round::State::from_str_name(round.state.as_str());
    let official = is_of_authority(reader, &stored.tenant);
    let dimensions = round.dimensions.iter();
    let dimensions = dimensions.map(|dimension| v1::award_round::Dimension {
        dimension: dimension.name.clone(),
        weight: int(dimension.weight),
    });
    v1::AwardRound {
        name: AWARD_ROUNDS.name(round.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(round.version),
        state: state.unwrap_or_default().into(),
        code: round.code.clone(),
        title: round.title.clone(),
        opens_on: round.opens_on.to_string(),
        closes_on: round.closes_on.to_string(),
        city_closes_on: round.city_closes_on.to_string(),
        dimensions: dimensions.collect(),
        groups: round.groups.clone(),
        experts: round
            .experts
            .iter()
            .filter(|_| official)
            .map(expert)
            .collect(),
        associations: round.associations.iter().map(association).collect(),
        places: Some(places(round.places)),
        opened_by: shown(Some(&round.opened_by), official),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn association(association: &Association) -> v1::award_round::Association {
    v1::award_round::Association {
        organisation: association.organisation.clone(),
        title: association.title.clone(),
        grade: int(association.grade),
    }
}

fn expert(listed: &GroupExpert) -> v1::award_round::GroupExpert {
    v1::award_round::GroupExpert {
        group: listed.group.clone(),
        expert: listed.expert.clone(),
    }
}

fn places(places: Places) -> v1::award_round::Places {
    v1::award_round::Places {
        first: int(places.first),
        second: int(places.second),
        third: int(places.third),
    }
}

/// The domain keeps these below the width of the field.
fn int(figure: i64) -> i32 {
    i32::try_from(figure).unwrap_or(i32::MAX)
}

/// What is opened.
pub fn read_new(input: v1::OpenAwardRoundRequest) -> Result<NewRound, Error> {
    let closes_on = day::read("closes_on", &input.closes_on)?;
    let city_closes_on = day::read_if_given("city_closes_on", &input.city_closes_on)?;
    let dimensions = input.dimensions.into_iter().map(|dimension| Criterion {
        name: dimension.dimension,
        weight: dimension.weight.into(),
    });
    let places = input.places.unwrap_or_default();
    Ok(NewRound {
        id: Uuid::now_v7(),
        code: input.code,
        title: input.title,
        opens_on: day::read("opens_on", &input.opens_on)?,
        closes_on,
        city_closes_on: city_closes_on.unwrap_or(closes_on),
        dimensions: dimensions.collect(),
        groups: input.groups,
        experts: read_experts(input.experts),
        associations: read_associations(input.associations),
        places: Places {
            first: places.first.into(),
            second: places.second.into(),
            third: places.third.into(),
        },
    })
}

/// What changes of one.
pub fn read_change(input: v1::UpdateAwardRoundRequest) -> Result<RoundChange, Error> {
    Ok(RoundChange {
        closes_on: day::read_if_given("closes_on", &input.closes_on)?,
        city_closes_on: day::read_if_given("city_closes_on", &input.city_closes_on)?,
        associations: read_associations(input.associations),
        experts: read_experts(input.experts),
    })
}

fn read_associations(given: Vec<v1::award_round::Association>) -> Vec<Association> {
    let read = given.into_iter().map(|one| Association {
        organisation: one.organisation,
        title: one.title,
        grade: one.grade.into(),
    });
    read.collect()
}

fn read_experts(given: Vec<v1::award_round::GroupExpert>) -> Vec<GroupExpert> {
    let read = given.into_iter().map(|one| GroupExpert {
        group: one.group,
        expert: one.expert,
    });
    read.collect()
}
