//! Trials of a base, and the farmers its extension reaches.
use std::path::Path;

use kezhuan::suite::{Person, Session};
use kezhuan_auth::Role;
use kezhuan_protocol::agriculture::v1 as agriculture;
use nix::sys::signal::Signal;

use super::{county, found, id, operator, options, report, say, says, session, table, values};
use crate::program::Up;

const TRIALS: &str = "试验,参试品种,对照品种,造季,标准水分,播种日期,收获日期,小区编号,小区品种,重复号,小区面积(亩),鲜重(千克),含水率(%)";

/// Two replications of two trials; the second has a row that can be bad.
fn trials(role: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for (trial, season, days) in [
        ("甲", "2025早造", "2025-02-01,2025-03-01"),
        ("乙", "2024-L", "2024-08-01,2024-11-20"),
    ] {
        for replication in 1..=2 {
            let front = format!("{trial},江农占1号,美香占2号,{season},籼稻,{days}");
            rows.push(format!(
                "{front},A{replication},参试品种,{replication},0.1,59.5,13.5"
            ));
            rows.push(format!(
                "{front},B{replication},对照,{replication},0.1,56,13.5"
            ));
        }
    }
    if let Some(last) = rows.last_mut() {
        *last = last.replace("对照,2", &format!("{role},2"));
    }
    rows
}

async fn trials_of(operator: &Session) -> Vec<agriculture::Trial> {
    let request = agriculture::ListTrialsRequest::default();
    ask!(operator, agriculture, list_trials, request).trials
}

/// A base in Kaiping, of the county's programme.
async fn base(data: &Path, operator: &Session) -> String {
    let city = Person::official("city", "440700", Role::CityStb);
    let request = agriculture::OpenCallRequest {
        level: agriculture::base::Level::City.into(),
        programme_name: "江门市农业科技成果转化基地".to_owned(),
        opens_on: "2025-03-03".to_owned(),
        closes_on: "2025-03-28".to_owned(),
        request_id: id(),
    };
    let call = ask!(session(data, &city), agriculture, open_call, request);
    let request = agriculture::CreateBaseRequest {
        call: call.name,
        organisation: "jaas".to_owned(),
        division: "440783".to_owned(),
        title: "开平水稻示范基地".to_owned(),
        carrier: agriculture::base::Carrier::Jaas.into(),
        field: "DEEP_PROCESSING".to_owned(),
        figures: Some(agriculture::BaseFigures {
            legal_person: true,
            land_c: 12_000,
            facility_area_c: 80_000,
            land_right_until: "2035-12-31".to_owned(),
            technical_partners: vec!["academy-0".to_owned()],
            achievements: vec!["新品种".to_owned(), "新技术".to_owned()],
            technical_staff: 8,
        }),
        request_id: id(),
    };
    ask!(operator, agriculture, create_base, request).name
}

/// Approved rice, as the county knows it.
async fn variety(data: &Path, title: &str) -> String {
    let county = county(data, "county", "440783");
    let request = agriculture::RegisterVarietyRequest {
        crop: "rice".to_owned(),
        title: title.to_owned(),
        breeder: "江门市农业科学研究所".to_owned(),
        division: "440783".to_owned(),
        request_id: id(),
        ..agriculture::RegisterVarietyRequest::default()
    };
    let entered = ask!(county, agriculture, register_variety, request);
    let request = agriculture::RecordApprovalRequest {
        name: entered.name.clone(),
        request_id: id(),
        approval: Some(agriculture::variety::Approval {
            region: "440000".to_owned(),
            number: "粤审稻20210012".to_owned(),
            approved_on: "2021-05-20".to_owned(),
        }),
        ..agriculture::RecordApprovalRequest::default()
    };
    ask!(county, agriculture, record_approval, request);
    entered.name
}

#[tokio::test(flavor = "multi_thread")]
async fn trials_and_farmers_come_in_by_table_and_go_out_as_one_that_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let up = Up::start(&data, &["--clock", "2025-03-03"]);
    let operator = operator(&data, "jaas");
    let base = base(&data, &operator).await;
    let grown = variety(&data, "江农占1号").await;
    variety(&data, "美香占2号").await;
    let on = ["--base", base.as_str(), "--organisation", "jaas"];
    let file = folder.path().join("试验.csv");

    table(&file, TRIALS, &trials("野草"));
    for _ in 0..2 {
        let (is_well, told) = say(&data, "agriculture import trials", &file, &on);
        assert!(!is_well && says(&told, "4"), "{told}");
        let bad = report(&file);
        assert_eq!(bad.len(), 4, "{bad:?}");
        assert_eq!(bad[0], found("6", "试验", "OTHER_ROW_BAD"));
        assert_eq!(bad[3], found("9", "小区品种", "NOT_IN_LIST"));
        let known = trials_of(&operator).await;
        assert_eq!(known.len(), 1, "a trial with a bad row is not planned");
        assert_eq!(known[0].state(), agriculture::trial::State::Measured);
        let figures = known[0].figures.as_ref().expect("figures");
        assert_eq!((figures.yield_c, figures.check_yield_c), (59_500, 56_000));
    }
    table(&file, TRIALS, &trials("对照"));
    let (is_well, told) = say(&data, "agriculture import trials", &file, &on);
    assert!(is_well && says(&told, "8"), "{told}");
    let known = trials_of(&operator).await;
    assert_eq!(known.len(), 2);

    let exported = folder.path().join("导出.xlsx");
    let reader = [
        "--base",
        base.as_str(),
        "--organisation",
        "jaas",
        "--role",
        "carrier_op",
    ];
    let (is_well, told) = say(&data, "agriculture export trials", &exported, &reader);
    assert!(is_well && told.contains("rows=8"), "{told}");
    let (is_well, told) = say(&data, "agriculture import trials", &exported, &on);
    assert!(is_well && says(&told, "8"), "{told}");
    assert_eq!(trials_of(&operator).await, known);

    options::of_base(&data, folder.path(), &base);
    let extension = extension(&data, &operator, (&base, &grown)).await;
    farmers_by_table(folder.path(), &data, (&operator, &extension, &base)).await;
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}

/// An extension of what a demonstration showed, in the late season.
async fn extension(data: &Path, operator: &Session, (base, variety): (&str, &str)) -> String {
    let site = r#"{"type":"Polygon","coordinates":[[[112.68,22.37],[112.681,22.37],[112.681,22.371],[112.68,22.371],[112.68,22.37]]]}"#;
    let request = agriculture::PlanDemonstrationRequest {
        base: base.to_owned(),
        variety: variety.to_owned(),
        season: "2025-E".to_owned(),
        moisture_standard: agriculture::trial::MoistureStandard::Indica.into(),
        site_geojson: site.to_owned(),
        stated_area_c: 1_710,
        starts_on: "2025-02-10".to_owned(),
        ends_on: "2025-07-31".to_owned(),
        inputs: vec![agriculture::demonstration::Input {
            item: "有机肥".to_owned(),
            quantity: "200 kg/亩".to_owned(),
            used_on: String::new(),
        }],
        request_id: id(),
    };
    let name = ask!(operator, agriculture, plan_demonstration, request).name;
    let request = agriculture::StartDemonstrationRequest {
        name: name.clone(),
        request_id: id(),
        started_on: "2025-02-12".to_owned(),
        ..agriculture::StartDemonstrationRequest::default()
    };
    ask!(operator, agriculture, start_demonstration, request);
    let plot =
        |label: &str, role: agriculture::trial::Role, fresh_g: i64| agriculture::trial::Plot {
            label: label.to_owned(),
            role: role.into(),
            replication: 0,
            area_c: 100,
            fresh_g,
            moisture_bp: 1_350,
        };
    let expert = |number: i32, label: &str| agriculture::demonstration::Measurer {
        expert: format!("expert-{number}"),
        organisation: format!("academy-{number}"),
        plots: vec![label.to_owned()],
        ..agriculture::demonstration::Measurer::default()
    };
    let request = agriculture::MeasureDemonstrationRequest {
        name: name.clone(),
        request_id: id(),
        measured_on: "2025-03-01".to_owned(),
        plots: vec![
            plot("一", agriculture::trial::Role::Candidate, 590_000),
            plot("二", agriculture::trial::Role::Candidate, 600_000),
            plot("对照", agriculture::trial::Role::Check, 560_000),
        ],
        experts: vec![expert(1, "一"), expert(2, "二"), expert(3, "对照")],
        photos: vec![agriculture::demonstration::Photo {
            sha256: "0f".repeat(32),
            caption: "测产现场".to_owned(),
        }],
        ..agriculture::MeasureDemonstrationRequest::default()
    };
    ask!(operator, agriculture, measure_demonstration, request);
    let request = agriculture::AcceptDemonstrationRequest {
        name: name.clone(),
        request_id: id(),
        ..agriculture::AcceptDemonstrationRequest::default()
    };
    let county = county(data, "county", "440783");
    ask!(county, agriculture, accept_demonstration, request);
    let request = agriculture::OpenExtensionRequest {
        demonstration: name,
        season: "2025-L".to_owned(),
        request_id: id(),
    };
    ask!(operator, agriculture, open_extension, request).name
}

async fn farmers_by_table(
    folder: &Path,
    data: &Path,
    (operator, extension, base): (&Session, &str, &str),
) {
    let headers = "农户编码,户主姓名,村,地块编码,面积(亩)";
    let farmers = |area: &str, household: &str| -> Vec<String> {
        let rows = (1..=505).map(|number| match number {
            3 => format!("H3,李大田,示范村,P3,{area}"),
            4 => format!("{household},李大田,示范村,P4,1.5"),
            _ => format!("H{number},李大田,示范村,P{number},1.25"),
        });
        rows.collect()
    };
    let file = folder.join("农户.csv");
    let of_season = [
        "--base",
        base,
        "--season",
        "2025-L",
        "--organisation",
        "jaas",
    ];
    table(&file, headers, &farmers("三亩", "13800138000"));
    for _ in 0..2 {
        let (is_well, told) = say(data, "agriculture import farmers", &file, &of_season);
        assert!(!is_well && says(&told, "503"), "{told}");
        let bad = [
            found("4", "面积(亩)", "NUMBER_FORMAT"),
            found("5", "农户编码", "PERSONAL_NUMBER"),
        ];
        assert_eq!(report(&file), bad);
        assert_eq!(values(&file), ["三亩", "13800138000"]);
        let request = agriculture::GetExtensionRequest {
            name: extension.to_owned(),
        };
        let known = ask!(operator, agriculture, get_extension, request);
        assert_eq!((known.plots, known.area_c), (503, 503 * 125));
    }
    table(&file, headers, &farmers("2", "H4"));
    let (is_well, told) = say(data, "agriculture import farmers", &file, &of_season);
    assert!(is_well && says(&told, "505"), "{told}");

    let exported = folder.join("农户导出.csv");
    let named = [
        "--extension",
        extension,
        "--organisation",
        "jaas",
        "--role",
        "carrier_op",
    ];
    let (is_well, told) = say(data, "agriculture export farmers", &exported, &named);
    assert!(is_well && told.contains("rows=505"), "{told}");
    let again = ["--extension", extension, "--organisation", "jaas"];
    let (is_well, told) = say(data, "agriculture import farmers", &exported, &again);
    assert!(is_well && says(&told, "505"), "{told}");
    let request = agriculture::GetExtensionRequest {
        name: extension.to_owned(),
    };
    let known = ask!(operator, agriculture, get_extension, request);
    assert_eq!((known.plots, known.area_c), (505, 503 * 125 + 200 + 150));
}
