//! Bases on their way to the plate.
use kezhuan_protocol::agriculture::v1::*;

use crate::step;
use crate::world::*;

/// A call of the city, open for the rest of the month.
pub async fn call_of_city(world: &World, level: base::Level) -> Call {
    call_by(world, &city(), level).await
}

pub async fn call_by(world: &World, authority: &Person, level: base::Level) -> Call {
    let today = world.clock.today();
    let request = OpenCallRequest {
        level: level.into(),
        programme_name: "江门市农业科技成果转化基地".to_owned(),
        opens_on: today.to_string(),
        closes_on: (today + chrono::Days::new(28)).to_string(),
        request_id: id(),
    };
    call!(world, authority, open_call, request).unwrap()
}

pub fn figures() -> BaseFigures {
    BaseFigures {
        legal_person: true,
        land_c: 12_000,
        facility_area_c: 80_000,
        land_right_until: "2035-12-31".to_owned(),
        technical_partners: vec!["academy-0".to_owned()],
        achievements: vec!["新品种".to_owned(), "新技术".to_owned()],
        technical_staff: 8,
    }
}

pub fn form(call: &Call) -> CreateBaseRequest {
    CreateBaseRequest {
        call: call.name.clone(),
        organisation: "jaas".to_owned(),
        division: "440783".to_owned(),
        title: "开平水稻示范基地".to_owned(),
        carrier: base::Carrier::Jaas.into(),
        field: "DEEP_PROCESSING".to_owned(),
        figures: Some(figures()),
        request_id: id(),
    }
}

pub async fn drafted(world: &World, level: base::Level) -> Base {
    let call = call_of_city(world, level).await;
    call!(world, &operator_of_base(), create_base, form(&call)).unwrap()
}

pub async fn applied(world: &World) -> Base {
    let draft = drafted(world, base::Level::City).await;
    apply(world, &draft).await
}

pub async fn apply(world: &World, draft: &Base) -> Base {
    step!(
        world,
        operator_of_base(),
        draft,
        apply_for_base,
        ApplyForBaseRequest {}
    )
    .unwrap()
}

pub async fn recommend(world: &World, applied: &Base) -> Base {
    step!(
        world,
        county(),
        applied,
        recommend_base,
        RecommendBaseRequest {
            note: "条件较好".to_owned()
        }
    )
    .unwrap()
}

pub fn seats(numbers: std::ops::RangeInclusive<usize>) -> Vec<AssignedExpert> {
    let seats = numbers.map(|number| AssignedExpert {
        expert: format!("expert-{number}"),
        organisation: format!("academy-{number}"),
        coauthors_3y: Vec::new(),
        relatives: Vec::new(),
    });
    seats.collect()
}

/// Five experts are assigned, and each gives these points for papers and visit alike.
pub async fn reviewed(world: &World, recommended: &Base, points: i32) -> Base {
    let mut base = step!(
        world,
        city(),
        recommended,
        assign_experts,
        AssignExpertsRequest {
            experts: seats(1..=5)
        }
    )
    .unwrap();
    for number in 1..=5 {
        for round in [
            score_base_request::Round::Desk,
            score_base_request::Round::Site,
        ] {
            base = step!(
                world,
                expert(number),
                base,
                score_base,
                ScoreBaseRequest {
                    round: round.into(),
                    points: points,
                }
            )
            .unwrap();
        }
    }
    base
}

pub async fn propose(world: &World, reviewed: &Base) -> Base {
    step!(world, city(), reviewed, propose_base, ProposeBaseRequest {}).unwrap()
}

pub async fn proposed(world: &World) -> Base {
    let recommended = recommend(world, &applied(world).await).await;
    let reviewed = reviewed(world, &recommended, 85).await;
    propose(world, &reviewed).await
}

/// The days of the notice pass, and the plate is given.
pub async fn accredit(world: &World, proposed: &Base) -> Base {
    let notice = proposed.notice.as_ref().unwrap();
    let last: chrono::NaiveDate = notice.last_day.parse().unwrap();
    let first_after = last.succ_opt().unwrap();
    if world.clock.today() < first_after {
        world.advance_to(&first_after.to_string());
    }
    step!(
        world,
        second_city(),
        proposed,
        accredit_base,
        AccreditBaseRequest {}
    )
    .unwrap()
}

/// An accredited base of the city's programme in Kaiping; a little more than a week has passed.
pub async fn accredited(world: &World) -> Base {
    accredit(world, &proposed(world).await).await
}

pub fn indicators(points: i32) -> Option<BaseIndicators> {
    Some(BaseIndicators {
        transformation: points,
        demonstration: points,
        extension: points,
        management: points,
    })
}
