//! Tenants and yearly returns of a carrier.
use std::path::Path;
use std::time::Duration;

use kezhuan::suite::{Clients, Session};
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::incubation::v1 as incubation;
use kezhuan_testkit::settled;
use nix::sys::signal::Signal;

use super::{county, exported, found, id, operator, options, report, say, says, table};
use crate::program::Up;

const SOON: Duration = Duration::from_secs(30);

fn code(number: u32) -> String {
    let code = UnifiedSocialCreditCode::from_body(&format!("91440703MA5{number:06}"));
    code.expect("a body").as_str().to_owned()
}

const TENANTS: &str = "企业名称,统一社会信用代码,类别,机构标识,成立日期,入驻日期,技术领域,注册地在载体内,研发办公在载体内,科技型中小企业,年度,营业收入(万元),数据来源,协议到期日";

fn tenants(entry: &str, sme: &str, until: &str) -> Vec<String> {
    vec![
        format!(
            "甲公司,{},,,2024-01-05,2025/1/6,软件与信息服务,是,是,是,2024,12.5,企业年报,",
            code(1)
        ),
        "乙团队,,创业团队,team-b,,2025年2月3日,生物医药,否,是,否,,,,".to_owned(),
        format!(
            "丙公司,{},,,2024-01-05,{entry},软件与信息服务,是,是,是,,,,",
            code(3)
        ),
        format!(
            "丁公司,{},,,2024-01-05,2025-02-10,其他,是,是,{sme},,,,",
            code(4)
        ),
        format!(
            "戊公司,{},,,2024-01-05,2025-02-11,其他,是,是,是,,,,{until}",
            code(5)
        ),
    ]
}

async fn tenancies(operator: &Session) -> Vec<incubation::Tenancy> {
    let request = incubation::ListTenanciesRequest {
        order_by: "entry_on".to_owned(),
        ..incubation::ListTenanciesRequest::default()
    };
    ask!(operator, incubation, list_tenancies, request).tenancies
}

/// Somebody applies to a carrier, and nobody has decided yet.
async fn apply(operator: &Session, carrier: &str) {
    let request = incubation::ApplyForTenancyRequest {
        carrier: carrier.to_owned(),
        tenancy: Some(incubation::tenancy::Profile {
            kind: incubation::tenancy::Kind::Team.into(),
            name: "己团队".to_owned(),
            organisation: "team-f".to_owned(),
            entry_on: "2025-03-03".to_owned(),
            field: incubation::tenancy::Field::Other.into(),
            office_here: true,
            ..incubation::tenancy::Profile::default()
        }),
        request_id: id(),
    };
    ask!(operator, incubation, apply_for_tenancy, request);
}

/// An incubator in Pengjiang that may apply for the county's grade.
async fn carrier(operator: &Session) -> incubation::Carrier {
    let profile = incubation::Profile {
        name: "蓬江科创园".to_owned(),
        kind: incubation::carrier::Kind::Incubator.into(),
        division: "440703".to_owned(),
        address: "江门市蓬江区".to_owned(),
        legal_person: true,
        opened_on: "2021-01-04".to_owned(),
        area_c: 1_000_000,
        tenant_area_c: 750_000,
        ..incubation::Profile::default()
    };
    let request = incubation::CreateCarrierRequest {
        profile: Some(profile),
        authority: String::new(),
        request_id: id(),
    };
    ask!(operator, incubation, create_carrier, request)
}

/// Takes it to the county's grade, and the suite to the year after.
async fn accredit(data: &Path, operator: &Session, name: &str) {
    let request = incubation::ApplyForAccreditationRequest {
        name: name.to_owned(),
        request_id: id(),
        grade: incubation::carrier::Grade::County.into(),
        figures: Some(incubation::Figures {
            stat_years: 2,
            staff: 12,
            pro_staff: 10,
            mentors: 10,
            tenants: 50,
            financed: 10,
            applied_ip: 25,
            invested: 5,
            grown: 15,
            graduates: 20,
            fund_fen: 500_000_000,
            fund_cases: 3,
            total_income_fen: 1_000_000_000,
            rent_income_fen: 700_000_000,
            service_kinds: 2,
            ..incubation::Figures::default()
        }),
        ..incubation::ApplyForAccreditationRequest::default()
    };
    ask!(operator, incubation, apply_for_accreditation, request);
    let first = county(data, "first", "440703");
    let request = incubation::CheckCarrierRequest {
        name: name.to_owned(),
        request_id: id(),
        note: "已核对证明材料".to_owned(),
        ..incubation::CheckCarrierRequest::default()
    };
    ask!(first, incubation, check_carrier, request);
    let request = incubation::ProposeCarrierRequest {
        name: name.to_owned(),
        request_id: id(),
        desk_review: "材料齐全".to_owned(),
        ..incubation::ProposeCarrierRequest::default()
    };
    ask!(first, incubation, propose_carrier, request);
    let clients = Clients::of(data).expect("a suite");
    let day = |text: &str| text.parse().expect("a day");
    clients
        .advance_clock(day("2025-03-17"))
        .await
        .expect("advanced");
    let second = county(data, "second", "440703");
    let request = incubation::AccreditCarrierRequest {
        name: name.to_owned(),
        request_id: id(),
        ..incubation::AccreditCarrierRequest::default()
    };
    ask!(second, incubation, accredit_carrier, request);
    clients
        .advance_clock(day("2026-01-06"))
        .await
        .expect("advanced");
}

async fn returns(operator: &Session) -> Vec<incubation::TorchReturn> {
    let request = incubation::ListReturnsRequest::default();
    ask!(operator, incubation, list_returns, request).torch_returns
}

fn figure(of: &incubation::TorchReturn, field: &str) -> Option<i64> {
    let mut cells = of.cells.iter();
    cells
        .find(|cell| cell.field == field)
        .and_then(|cell| cell.value)
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_and_returns_come_in_by_table_and_go_out_as_one_that_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let up = Up::start(&data, &["--clock", "2025-03-03"]);
    let operator = operator(&data, "park");
    let carrier = carrier(&operator).await.name;
    let into = ["--carrier", carrier.as_str(), "--organisation", "park"];
    let file = folder.path().join("在孵企业.csv");

    table(&file, TENANTS, &tenants("昨天", "否", "2035-01-01"));
    for _ in 0..2 {
        let (is_well, told) = say(&data, "incubation import tenants", &file, &into);
        assert!(!is_well && says(&told, "2"), "{told}");
        let bad = [
            found("4", "入驻日期", "DATE_FORMAT"),
            found("5", "科技型中小企业", "NOT_TECH_SME"),
            found("6", "协议到期日", "UNTIL_INVALID"),
        ];
        assert_eq!(report(&file), bad);
        let inside = tenancies(&operator).await;
        assert_eq!(inside.len(), 2, "a bad row leaves nothing behind");
        assert!(
            inside
                .iter()
                .all(|tenancy| { tenancy.state() == incubation::tenancy::State::Incubating })
        );
        assert_eq!(
            (inside[0].years.len(), inside[0].years[0].revenue_fen),
            (1, 12_500_000)
        );
    }
    table(&file, TENANTS, &tenants("2025-02-04", "是", "2027-02-28"));
    let (is_well, told) = say(&data, "incubation import tenants", &file, &into);
    assert!(is_well && says(&told, "5"), "{told}");
    assert_eq!(tenancies(&operator).await.len(), 5);
    apply(&operator, &carrier).await;
    let inside = tenancies(&operator).await;

    // What comes out goes in again and changes nothing; what it says otherwise is told.
    let exported = folder.path().join("导出.xlsx");
    let reader = [
        "--carrier",
        carrier.as_str(),
        "--organisation",
        "park",
        "--role",
        "carrier_op",
    ];
    let (is_well, told) = say(&data, "incubation export tenants", &exported, &reader);
    assert!(is_well && told.contains("rows=5"), "{told}");
    let (is_well, told) = say(&data, "incubation import tenants", &exported, &into);
    assert!(is_well && says(&told, "5"), "{told}");
    assert_eq!(
        tenancies(&operator).await,
        inside,
        "who applied still waits"
    );
    let mut changed = tenants("2025-02-04", "是", "2027-02-28");
    changed[3] = changed[3].replace("其他", "激光与增材制造");
    table(&file, TENANTS, &changed);
    let (is_well, told) = say(&data, "incubation import tenants", &file, &into);
    assert!(!is_well, "{told}");
    assert_eq!(
        report(&file),
        [found("5", "企业名称", "TENANT_RECORDED_BEFORE")]
    );

    options::of_carrier(&data, folder.path(), &carrier);
    accredit(&data, &operator, &carrier).await;
    returns_by_table(folder.path(), &data, &operator).await;
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}

async fn returns_by_table(folder: &Path, data: &Path, operator: &Session) {
    let open = settled(SOON, 1, async || returns(operator).await.len());
    assert_eq!(open.await, 1);
    let opened = returns(operator).await.remove(0);
    let by = ["--organisation", "park"];
    let reader = ["--organisation", "park", "--role", "carrier_op"];

    // As the template has it, it states nothing.
    let template = folder.join("年报.xlsx");
    let with_it = [&["--return", opened.name.as_str()], &reader[..]].concat();
    let (is_well, told) = say(data, "incubation template returns", &template, &with_it);
    assert!(is_well, "{told}");
    let (is_well, told) = say(data, "incubation import returns", &template, &by);
    assert!(is_well && says(&told, "1"), "{told}");
    assert_eq!(returns(operator).await.remove(0).cells, opened.cells);

    let headers = "报表,运营机构性质,孵化器总收入(千元),净利润(千元),年末在孵企业,差异说明";
    let file = folder.join("年报.csv");
    let name = &opened.name;
    table(
        &file,
        headers,
        &[format!("{name},民营企业,\"4,200.5\",-12,99,")],
    );
    let (is_well, told) = say(data, "incubation import returns", &file, &by);
    assert!(!is_well, "{told}");
    assert_eq!(
        report(&file),
        [found("2", "年末在孵企业", "DIFFERENCE_UNEXPLAINED")]
    );
    assert_eq!(returns(operator).await.remove(0).cells, opened.cells);

    table(
        &file,
        headers,
        &[format!("{name},民营企业,\"4,200.5\",-12,99,含未登记的企业")],
    );
    for _ in 0..2 {
        let (is_well, told) = say(data, "incubation import returns", &file, &by);
        assert!(is_well, "{told}");
        let filled = returns(operator).await.remove(0);
        let stated = ["INCOME_TOTAL", "NET_PROFIT", "TENANTS"].map(|field| figure(&filled, field));
        assert_eq!(stated, [Some(420_050_000), Some(-1_200_000), Some(99)]);
    }
    let table = folder.join("汇总.csv");
    let of_year = [&["--year", "2025"], &reader[..]].concat();
    let (is_well, told) = say(data, "incubation export returns", &table, &of_year);
    assert!(is_well && told.contains("rows=1"), "{told}");
    for (heading, text) in [
        ("孵化器总收入(千元)", "4201"),
        ("净利润(千元)", "-12"),
        ("运营机构性质", "民营企业"),
        ("差异说明", "含未登记的企业"),
    ] {
        assert_eq!(exported(&table, heading), text, "{heading}");
    }
    let filled = returns(operator).await;
    let (is_well, told) = say(data, "incubation import returns", &table, &by);
    assert!(is_well && says(&told, "1"), "{told}");
    assert_eq!(returns(operator).await, filled);
}
