//! An achievement as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, instant};
use crate::api::names::{ACHIEVEMENTS, BASES};
use crate::domain::achievement::{Achievement, Kind, NewAchievement};
use crate::error::Error;
use crate::store::stored::Stored;

/// How the contracts service names its contracts.
const CONTRACTS: &str = "contracts/";

/// An achievement, to `reader`.
pub fn answer(stored: &Stored<Achievement>, reader: &Caller) -> v1::Achievement {
    let achievement = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let state = v1::achievement::State::from_str_name(achievement.state.as_str());
    let kind = v1::achievement::Kind::from_str_name(achievement.kind.as_str());
    let word = achievement.decision.as_ref();
    let reason = word.map(|word| word.reason.clone());
    v1::Achievement {
        name: ACHIEVEMENTS.name(achievement.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(achievement.version),
        state: state.unwrap_or_default().into(),
        base: BASES.name(achievement.base),
        operator: achievement.operator.clone(),
        kind: kind.unwrap_or_default().into(),
        title: achievement.title.clone(),
        reference: achievement.reference.clone(),
        contract: achievement.contract.clone(),
        happened_on: achievement.happened_on.to_string(),
        reported_on: achievement.reported_on.to_string(),
        reported_by: shown(Some(&achievement.reported_by), official),
        decided_on: day::told(word.map(|word| word.on)),
        decided_by: shown(word.map(|word| word.by.as_str()), official),
        refusal_reason: reason.unwrap_or_default(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// What is reported.
pub fn read_new(input: &v1::ReportAchievementRequest) -> Result<NewAchievement, Error> {
    let contract = input.contract.as_str();
    let id = contract.strip_prefix(CONTRACTS);
    let named = id.is_some_and(|id| Uuid::try_parse(id).is_ok());
    if !contract.is_empty() && !named {
        return Err(Error::field(
            "contract",
            "NAME_INVALID",
            "应写作 contracts/{uuid}",
            "write it as contracts/{uuid}",
        ));
    }
    Ok(NewAchievement {
        id: Uuid::now_v7(),
        kind: code::read("kind", input.kind().as_str_name(), Kind::parse)?,
        title: input.title.clone(),
        reference: input.reference.clone(),
        contract: contract.to_owned(),
        happened_on: day::read("happened_on", &input.happened_on)?,
    })
}
