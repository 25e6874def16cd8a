//! Demonstrations of a base as tests need them.
use kezhuan_protocol::agriculture::v1::*;

use crate::step;
use crate::world::*;

/// About 17.1 mu near Kaiping.
pub const SITE: &str = r#"{"type":"Polygon","coordinates":[[[112.68,22.37],[112.681,22.37],[112.681,22.371],[112.68,22.371],[112.68,22.37]]]}"#;

pub fn planning(base: &Base, variety: &Variety) -> PlanDemonstrationRequest {
    PlanDemonstrationRequest {
        base: base.name.clone(),
        variety: variety.name.clone(),
        season: "2025-E".to_owned(),
        moisture_standard: trial::MoistureStandard::Indica.into(),
        site_geojson: SITE.to_owned(),
        stated_area_c: 1_710,
        starts_on: "2025-02-10".to_owned(),
        ends_on: "2025-07-31".to_owned(),
        inputs: vec![demonstration::Input {
            item: "有机肥".to_owned(),
            quantity: "200 kg/亩".to_owned(),
            used_on: String::new(),
        }],
        request_id: id(),
    }
}

pub async fn planned(world: &World, base: &Base, variety: &Variety) -> Demonstration {
    call!(
        world,
        &operator_of_base(),
        plan_demonstration,
        planning(base, variety)
    )
    .unwrap()
}

pub async fn started(world: &World, one: &Demonstration) -> Demonstration {
    step!(
        world,
        operator_of_base(),
        one,
        start_demonstration,
        StartDemonstrationRequest {
            started_on: "2025-02-12".to_owned()
        }
    )
    .unwrap()
}

/// Two plots of a mu of the variety, one of a check, and three experts.
pub fn measuring(one: &Demonstration) -> MeasureDemonstrationRequest {
    let plot = |label: &str, role: trial::Role, fresh_g: i64| trial::Plot {
        label: label.to_owned(),
        role: role.into(),
        replication: 0,
        area_c: 100,
        fresh_g,
        moisture_bp: 1_350,
    };
    let expert = |number: i32, plots: &[&str]| demonstration::Measurer {
        expert: format!("expert-{number}"),
        organisation: format!("academy-{number}"),
        plots: plots.iter().map(|label| (*label).to_owned()).collect(),
        ..demonstration::Measurer::default()
    };
    MeasureDemonstrationRequest {
        name: one.name.clone(),
        etag: one.etag.clone(),
        request_id: id(),
        measured_on: "2025-03-01".to_owned(),
        plots: vec![
            plot("一", trial::Role::Candidate, 590_000),
            plot("二", trial::Role::Candidate, 600_000),
            plot("对照", trial::Role::Check, 560_000),
        ],
        experts: vec![
            expert(1, &["一", "对照"]),
            expert(2, &["二"]),
            expert(3, &["二"]),
        ],
        photos: vec![demonstration::Photo {
            sha256: "0f".repeat(32),
            caption: "测产现场".to_owned(),
        }],
    }
}

pub async fn measured(world: &World, one: &Demonstration) -> Demonstration {
    call!(
        world,
        &operator_of_base(),
        measure_demonstration,
        measuring(one)
    )
    .unwrap()
}
