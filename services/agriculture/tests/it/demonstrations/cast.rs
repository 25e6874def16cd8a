//! Demonstrations of a base as tests need them.
use std::sync::atomic::{AtomicU32, Ordering};

use kezhuan_protocol::agriculture::v1::*;

use crate::step;
use crate::world::*;

/// A rectangle near Kaiping that no other test stands on, its sides in thousandths of a degree: 1 by 1 are about 17.1 mu.
pub fn ground((width, height): (u32, u32)) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    ground_at(
        5 * (NEXT.fetch_add(1, Ordering::Relaxed) % 800),
        (width, height),
    )
}

/// The same so many thousandths of a degree to the east.
pub fn ground_at(east: u32, (width, height): (u32, u32)) -> String {
    let (west, south) = (112_680 + east, 22_370);
    let (east, north) = (west + width, south + height);
    let degrees = |thousandths: u32| f64::from(thousandths) / 1_000.0;
    let corners = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    let ring = corners.map(|(east, north)| format!("[{},{}]", degrees(east), degrees(north)));
    format!(
        r#"{{"type":"Polygon","coordinates":[[{}]]}}"#,
        ring.join(",")
    )
}

pub fn planning(base: &Base, variety: &Variety) -> PlanDemonstrationRequest {
    PlanDemonstrationRequest {
        base: base.name.clone(),
        variety: variety.name.clone(),
        season: "2025-E".to_owned(),
        moisture_standard: trial::MoistureStandard::Indica.into(),
        site_geojson: ground((1, 1)),
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
