//! A round of the award and nominations, as tests need them. Nominations are taken from 3 March 2025 on.
use kezhuan_protocol::events::v1::award_round::{Association, Dimension, Places};
use kezhuan_protocol::events::v1::*;
use tonic::Status;

use crate::step;
use crate::world::*;

/// People of the award office, which is no bureau.
pub fn office() -> Person {
    person("ou", "award-office", "440700", &["city_stb"])
}

pub fn second_office() -> Person {
    person("pan", "award-office", "440700", &["city_stb"])
}

/// An association that the office listed.
pub fn association() -> Person {
    person("mo", "batteries", "", &["applicant"])
}

/// Whose achievement is nominated.
pub fn nominee() -> Person {
    person("li", "acme", "", &["applicant"])
}

pub fn opening(first: i32) -> OpenAwardRoundRequest {
    let dimension = |dimension: &str, weight: i32| Dimension {
        dimension: dimension.to_owned(),
        weight,
    };
    OpenAwardRoundRequest {
        code: "JM_AWARD_2025".to_owned(),
        title: "无限创新江门科学技术奖".to_owned(),
        opens_on: World::CALM.to_owned(),
        closes_on: "2025-10-15".to_owned(),
        city_closes_on: "2025-09-30".to_owned(),
        dimensions: vec![dimension("INNOVATION", 60), dimension("QUALITY", 40)],
        groups: vec!["MATERIALS".to_owned()],
        associations: vec![Association {
            organisation: "batteries".to_owned(),
            title: "江门市电池行业协会".to_owned(),
            grade: 3,
        }],
        places: Some(Places {
            first,
            ..Places::default()
        }),
        request_id: id(),
        ..OpenAwardRoundRequest::default()
    }
}

pub async fn opened(world: &World, first: i32) -> AwardRound {
    call!(world, &office(), open_award_round, opening(first)).unwrap()
}

pub fn drafting(round: &AwardRound, title: &str) -> DraftNominationRequest {
    DraftNominationRequest {
        round: round.name.clone(),
        form: Some(nomination::Form {
            title: title.to_owned(),
            summary: "已在三家企业应用".to_owned(),
            keywords: vec!["正极".to_owned()],
            chain: "BATTERY".to_owned(),
            maturity: 8,
            sought: award::Band::First.into(),
            units: vec![nomination::Unit {
                organisation: "acme".to_owned(),
                title: "蓬江电池有限公司".to_owned(),
                division: "440705".to_owned(),
            }],
            people: vec![nomination::Candidate {
                person: "li".to_owned(),
                title: "李工".to_owned(),
            }],
        }),
        request_id: id(),
    }
}

/// Drafted, and its nominator's notice announced for eight days from today.
pub async fn posted(world: &World, round: &AwardRound, by: &Person, title: &str) -> Nomination {
    let drafted = call!(world, by, draft_nomination, drafting(round, title)).unwrap();
    step!(
        world,
        by.clone(),
        drafted,
        post_local_notice,
        PostLocalNoticeRequest {
            place: "区科技局网站".to_owned(),
            starts_on: "2025-03-03".to_owned(),
            last_day: "2025-03-10".to_owned(),
        }
    )
    .unwrap()
}

pub async fn file(world: &World, by: &Person, posted: &Nomination) -> Result<Nomination, Status> {
    step!(
        world,
        by.clone(),
        posted,
        file_nomination,
        FileNominationRequest {}
    )
}

/// Filed on 11 March, and checked.
pub async fn valid(world: &World, round: &AwardRound, title: &str) -> Nomination {
    valid_by(world, round, &county(), title).await
}

/// The same of another nominator.
pub async fn valid_by(world: &World, round: &AwardRound, by: &Person, title: &str) -> Nomination {
    let posted = posted(world, round, by, title).await;
    world.advance_to("2025-03-11");
    let filed = file(world, by, &posted).await.unwrap();
    pass(world, &filed).await.unwrap()
}

pub async fn pass(world: &World, filed: &Nomination) -> Result<Nomination, Status> {
    step!(
        world,
        office(),
        filed,
        pass_nomination,
        PassNominationRequest {
            group: "MATERIALS".to_owned()
        }
    )
}

pub fn judges(
    numbers: std::ops::RangeInclusive<usize>,
) -> Vec<assign_award_experts_request::Expert> {
    let judge = |number: usize| assign_award_experts_request::Expert {
        expert: format!("expert-{number}"),
        organisation: format!("academy-{number}"),
        ..Default::default()
    };
    numbers.map(judge).collect()
}

pub async fn assign(
    world: &World,
    nomination: &Nomination,
    experts: Vec<assign_award_experts_request::Expert>,
) -> Result<Nomination, Status> {
    step!(
        world,
        office(),
        nomination,
        assign_award_experts,
        AssignAwardExpertsRequest { experts: experts }
    )
}

pub async fn score(
    world: &World,
    nomination: &Nomination,
    by: &Person,
    (dimension, points): (&str, i64),
) -> Result<Nomination, Status> {
    step!(
        world,
        by.clone(),
        nomination,
        score_nomination,
        ScoreNominationRequest {
            dimension: dimension.to_owned(),
            points: points,
        }
    )
}

/// Five experts gave so many points for everything.
pub async fn all_in(world: &World, nomination: &Nomination, points: i64) -> Nomination {
    let mut nomination = assign(world, nomination, judges(1..=5)).await.unwrap();
    for number in 1..=5 {
        for dimension in ["INNOVATION", "QUALITY"] {
            let given = (dimension, points);
            nomination = score(world, &nomination, &expert(number), given)
                .await
                .unwrap();
        }
    }
    nomination
}

pub async fn conclude(world: &World, nomination: &Nomination) -> Result<Nomination, Status> {
    step!(
        world,
        office(),
        nomination,
        conclude_scoring,
        ConcludeScoringRequest {}
    )
}

pub async fn propose(
    world: &World,
    nomination: &Nomination,
    band: award::Band,
) -> Result<Nomination, Status> {
    step!(
        world,
        second_office(),
        nomination,
        propose_nomination,
        ProposeNominationRequest {
            band: band.into(),
            note: "九票同意".to_owned(),
            members: vec!["郑委员".to_owned()],
        }
    )
}

pub async fn publish(world: &World, nomination: &Nomination) -> Nomination {
    step!(
        world,
        second_office(),
        nomination,
        publish_nomination,
        PublishNominationRequest {}
    )
    .unwrap()
}

pub async fn award(world: &World, nomination: &Nomination) -> Result<Nomination, Status> {
    step!(
        world,
        office(),
        nomination,
        award_nomination,
        AwardNominationRequest {
            certificate: "JM-2025-2-001".to_owned()
        }
    )
}

pub async fn now(
    world: &World,
    by: &Person,
    nomination: &Nomination,
) -> Result<Nomination, Status> {
    let request = GetNominationRequest {
        name: nomination.name.clone(),
    };
    call!(world, by, get_nomination, request)
}
