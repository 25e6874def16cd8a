//! Yearly returns: opened by the day, filled by the operator, checked by county and city, frozen and handed on.
use kezhuan_incubation::domain::carrier::Grade;
use kezhuan_protocol::incubation::v1::torch_return::{Profile, State};
use kezhuan_protocol::incubation::v1::*;
use kezhuan_testkit::settled;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::seeded::{accredited, tenant};
use crate::step;
use crate::world::*;

/// The day on which returns of 2025 are opened.
const OPENS: &str = "2026-01-05";

async fn listed(world: &World, by: &Person, filter: &str) -> Vec<TorchReturn> {
    let request = ListReturnsRequest {
        filter: filter.to_owned(),
        ..Default::default()
    };
    call!(world, by, list_returns, request)
        .unwrap()
        .torch_returns
}

/// The one return that the day has opened.
async fn opened(world: &World) -> TorchReturn {
    let open = settled(SOON, 1, async || {
        listed(world, &operator(), "year=2025").await.len()
    });
    assert_eq!(open.await, 1);
    listed(world, &operator(), "year=2025").await.remove(0)
}

/// A carrier of a whole year with one tenant, on the day its return is opened.
async fn with_return() -> (World, Uuid, TorchReturn) {
    let world = World::on("2026-01-04").await;
    let carrier = accredited(&world, Grade::Province, "2025-03-10").await;
    tenant(&world, carrier, "2025-04-01", |_| {}).await;
    world.advance_to(OPENS);
    let opened = opened(&world).await;
    (world, carrier, opened)
}

async fn get(world: &World, by: &Person, name: &str) -> Result<TorchReturn, Status> {
    let request = GetReturnRequest {
        name: name.to_owned(),
    };
    call!(world, by, get_return, request)
}

fn statement(field: &str, value: i64) -> fill_return_request::Statement {
    fill_return_request::Statement {
        field: field.to_owned(),
        value: Some(value),
        reason: String::new(),
    }
}

async fn fill(
    world: &World,
    of: &TorchReturn,
    statements: Vec<fill_return_request::Statement>,
) -> Result<TorchReturn, Status> {
    step!(
        world,
        operator(),
        of,
        fill_return,
        FillReturnRequest {
            profile: Some(Profile {
                nature: "PRIVATE_ENTERPRISE".to_owned(),
                ..Default::default()
            }),
            statements: statements,
        }
    )
}

/// Nothing for every figure that the service does not know, but for the income.
async fn filled(world: &World, of: &TorchReturn) -> TorchReturn {
    let unknown = of.cells.iter().filter(|cell| cell.value.is_none());
    let mut statements: Vec<_> = unknown.map(|cell| statement(&cell.field, 0)).collect();
    statements.push(statement("INCOME_TOTAL", 149_999));
    statements.retain(|stated| stated.field != "INCOME_TOTAL" || stated.value == Some(149_999));
    fill(world, of, statements).await.unwrap()
}

async fn submit(world: &World, of: &TorchReturn) -> Result<TorchReturn, Status> {
    step!(world, operator(), of, submit_return, SubmitReturnRequest {})
}

async fn check(world: &World, by: &Person, of: &TorchReturn) -> Result<TorchReturn, Status> {
    step!(world, by, of, check_return, CheckReturnRequest {})
}

async fn accept(world: &World, by: &Person, of: &TorchReturn) -> Result<TorchReturn, Status> {
    step!(world, by, of, accept_return, AcceptReturnRequest {})
}

async fn send_back(
    world: &World,
    by: &Person,
    of: &TorchReturn,
    why: &str,
) -> Result<TorchReturn, Status> {
    step!(
        world,
        by,
        of,
        send_back_return,
        SendBackReturnRequest {
            reason: why.to_owned(),
        }
    )
}

fn value(of: &TorchReturn, field: &str) -> Option<i64> {
    let cell = of.cells.iter().find(|cell| cell.field == field).unwrap();
    cell.value
}

async fn exported(world: &World, accepted_only: bool) -> Vec<ReturnRow> {
    let request = ExportReturnsRequest {
        year: 2025,
        accepted_only,
        ..Default::default()
    };
    let mut rows = call!(world, &city_stb(), export_returns, request).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.message().await.unwrap() {
        all.push(row);
    }
    all
}

#[tokio::test]
async fn a_return_goes_from_its_day_to_the_frozen_year() {
    let (world, carrier, opened) = with_return().await;
    assert_eq!(opened.state(), State::Open);
    assert_eq!(
        (opened.carrier.as_str(), opened.due_on.as_str()),
        (format!("carriers/{carrier}").as_str(), "2026-03-15")
    );
    assert_eq!(value(&opened, "AREA_TOTAL"), Some(1_000_000));
    let tenants = [
        "TENANTS_OPENING",
        "TENANTS_ENTERED",
        "TENANTS_EXITED",
        "TENANTS",
    ];
    assert_eq!(
        tenants.map(|field| value(&opened, field)),
        [Some(0), Some(1), Some(0), Some(1)]
    );
    assert_eq!(value(&opened, "TENANTS_BY_STUDENTS"), Some(1));
    // No figures of the tenant's year are on record.
    assert_eq!(value(&opened, "TENANT_REVENUE"), None);

    let early = submit(&world, &opened).await.unwrap_err();
    assert_eq!(reason(&early), "STATE_FORBIDS");
    let half = fill(&world, &opened, vec![statement("STAFF", 5)])
        .await
        .unwrap();
    assert_eq!(
        reason(&submit(&world, &half).await.unwrap_err()),
        "RETURN_INCOMPLETE"
    );
    let filled = filled(&world, &half).await;
    let many = fill(&world, &filled, vec![statement("PROFESSIONALS", 6)])
        .await
        .unwrap();
    let failing = get(&world, &operator(), &many.name)
        .await
        .unwrap()
        .failed_checks;
    let failing: Vec<_> = failing
        .iter()
        .map(|failed| (failed.check.as_str(), failed.left.as_str()))
        .collect();
    assert_eq!(failing, [("PROFESSIONALS_OF_STAFF", "6")]);
    assert_eq!(
        reason(&submit(&world, &many).await.unwrap_err()),
        "LOGIC_CHECKS_FAILED"
    );
    let right = fill(&world, &many, vec![statement("PROFESSIONALS", 5)])
        .await
        .unwrap();
    let submitted = submit(&world, &right).await.unwrap();

    assert_eq!(
        reason(&check(&world, &city_stb(), &submitted).await.unwrap_err()),
        "ROLE_MISSING"
    );
    let checked = check(&world, &county_stb(), &submitted).await.unwrap();
    assert_eq!(
        accept(&world, &county_stb(), &checked)
            .await
            .unwrap_err()
            .code(),
        Code::PermissionDenied
    );
    let accepted = accept(&world, &city_stb(), &checked).await.unwrap();
    // The operator reads which organisation, and no name in it.
    let seen = get(&world, &operator(), &accepted.name).await.unwrap();
    let acceptance = seen.acceptance.unwrap();
    assert_eq!(
        (acceptance.by.as_str(), acceptance.organisation.as_str()),
        ("", "stb-440700")
    );
    assert_eq!(seen.submission.unwrap().by, "chen");

    let row = exported(&world, true).await.remove(0);
    let request = ListReturnFieldsRequest {};
    let fields = call!(world, &operator(), list_return_fields, request)
        .unwrap()
        .fields;
    let told = |code: &str| {
        let place = fields.iter().position(|field| field.code == code).unwrap();
        row.figures[place].as_str()
    };
    assert_eq!(row.figures.len(), fields.len());
    assert_eq!(
        (told("AREA_TOTAL"), told("INCOME_TOTAL"), told("TENANTS")),
        ("10000.00", "1", "1")
    );

    let request = FreezeReturnsRequest {
        year: 2025,
        request_id: id(),
    };
    for _ in 0..2 {
        // A repeat gets the first answer.
        let frozen = call!(world, &city_stb(), freeze_returns, request.clone()).unwrap();
        assert_eq!((frozen.frozen, frozen.left, frozen.outstanding), (1, 0, 0));
    }
    let late = send_back(&world, &city_stb(), &accepted, "too late")
        .await
        .unwrap_err();
    assert_eq!(late.code(), Code::Aborted);
    let frozen = get(&world, &operator(), &accepted.name).await.unwrap();
    assert_eq!(
        (frozen.state(), frozen.frozen_on.as_str()),
        (State::Frozen, OPENS)
    );
    assert_eq!(
        world.events_of(&frozen.name).await,
        [
            "TorchReturnOpened",
            "TorchReturnFilled",
            "TorchReturnFilled",
            "TorchReturnFilled",
            "TorchReturnFilled",
            "TorchReturnSubmitted",
            "TorchReturnChecked",
            "TorchReturnAccepted",
            "TorchReturnFrozen",
        ]
    );
}

#[tokio::test]
async fn what_is_sent_back_is_filled_again_and_what_differs_is_explained() {
    let (world, _, opened) = with_return().await;
    let silent = fill(&world, &opened, vec![statement("TENANTS", 2)])
        .await
        .unwrap_err();
    assert_eq!(reason(&silent), "RETURN_FIGURES_INVALID");
    let unknown = fill(&world, &opened, vec![statement("MOON", 2)])
        .await
        .unwrap_err();
    assert_eq!(reason(&unknown), "CODE_UNKNOWN");
    let filled = filled(&world, &opened).await;
    let submitted = submit(&world, &filled).await.unwrap();
    let nul = send_back(&world, &county_stb(), &submitted, "a\0b")
        .await
        .unwrap_err();
    assert_eq!(reason(&nul), "TEXT_INVALID");
    let back = send_back(&world, &county_stb(), &submitted, "请核对收入")
        .await
        .unwrap();
    assert_eq!(
        (back.state(), back.due_on.as_str()),
        (State::Returned, "2026-03-15")
    );
    assert_eq!(back.sent_back.len(), 1);
    let again = fill(&world, &back, vec![statement("INCOME_SERVICE", 149_999)])
        .await
        .unwrap();
    let submitted = submit(&world, &again).await.unwrap();
    let checked = check(&world, &county_stb(), &submitted).await.unwrap();
    assert_eq!(checked.state(), State::Checked);
    let stale = send_back(&world, &city_stb(), &submitted, "x")
        .await
        .unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
}

#[tokio::test]
async fn others_see_nothing_of_a_return() {
    let (world, carrier, opened) = with_return().await;
    for stranger in [other_operator(), other_county_stb()] {
        let hidden = get(&world, &stranger, &opened.name).await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        assert_eq!(listed(&world, &stranger, "").await, []);
    }
    let foreign = step!(
        world,
        other_operator(),
        opened,
        submit_return,
        SubmitReturnRequest {}
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    assert_eq!(listed(&world, &city_stb(), "").await.len(), 1);
    let request = OpenReturnRequest {
        carrier: format!("carriers/{carrier}"),
        year: 2025,
        request_id: id(),
    };
    let twice = call!(world, &county_stb(), open_return, request.clone()).unwrap_err();
    assert_eq!(reason(&twice), "RETURN_ALREADY_OPEN");
    let early = OpenReturnRequest {
        year: 2026,
        request_id: id(),
        ..request
    };
    let early = call!(world, &county_stb(), open_return, early).unwrap_err();
    assert_eq!(reason(&early), "RETURN_YEAR_NOT_OVER");
}

#[tokio::test]
async fn a_carrier_whose_assessment_waits_for_a_person_returns_its_year_all_the_same() {
    let world = World::on("2026-01-04").await;
    let carrier = accredited(&world, Grade::Province, "2025-03-10").await;
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        r#"UPDATE carrier SET state = 'MANUAL', body = jsonb_set(body, '{state}', '"MANUAL"') WHERE id = $1"#,
    )
    .bind(carrier)
    .execute(&mut admin)
    .await
    .unwrap();
    world.advance_to(OPENS);
    assert_eq!(opened(&world).await.carrier, format!("carriers/{carrier}"));
}

#[tokio::test]
async fn a_carrier_that_lost_its_grade_returns_the_year_in_which_it_had_one() {
    let world = World::on("2026-01-04").await;
    for (since, until) in [("2025-03-10", "2025-11-30"), ("2024-02-05", "2024-12-31")] {
        let carrier = accredited(&world, Grade::Province, since).await;
        let mut admin = world.database.admin().await.unwrap();
        sqlx::query(
            r#"UPDATE carrier SET state = 'REVOKED', grade = NULL, regime = NULL, accredited_on = NULL,
                                  body = jsonb_set(jsonb_set(body, '{state}', '"REVOKED"'), '{statuses,0,until}', to_jsonb($2::text))
                WHERE id = $1"#,
        )
        .bind(carrier)
        .bind(until)
        .execute(&mut admin)
        .await
        .unwrap();
    }
    world.advance_to(OPENS);
    assert_eq!(opened(&world).await.year, 2025);
}

#[tokio::test]
async fn one_that_was_withdrawn_is_opened_again_by_an_authority_alone() {
    let (world, carrier, opened) = with_return().await;
    let gone = step!(
        world,
        operator(),
        opened,
        withdraw_return,
        WithdrawReturnRequest {
            reason: "名称有误".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(gone.state(), State::Withdrawn);
    world.advance_to("2026-01-06");
    let request = OpenReturnRequest {
        carrier: format!("carriers/{carrier}"),
        year: 2025,
        request_id: id(),
    };
    let again = call!(world, &county_stb(), open_return, request).unwrap();
    assert_eq!(again.state(), State::Open);
    assert_eq!(listed(&world, &operator(), "year=2025").await.len(), 2);
}

#[tokio::test]
async fn operators_are_reminded_and_lateness_is_marked_once_by_whoever_looks() {
    let (world, _, opened) = with_return().await;
    world.beside().await;
    let events = async |expected: &[&str]| {
        let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        let seen = settled(SOON, expected.clone(), async || {
            world.events_of(&opened.name).await
        });
        assert_eq!(seen.await, expected);
    };
    world.advance_to("2026-02-13");
    events(&["TorchReturnOpened", "TorchReturnReminded"]).await;
    world.advance_to("2026-03-08");
    events(&[
        "TorchReturnOpened",
        "TorchReturnReminded",
        "TorchReturnReminded",
    ])
    .await;
    // The day of the last reminder passed unseen: what is late is marked, and nobody is reminded any more.
    world.advance_to("2026-03-17");
    events(&[
        "TorchReturnOpened",
        "TorchReturnReminded",
        "TorchReturnReminded",
        "TorchReturnOverdue",
    ])
    .await;
    let late = get(&world, &operator(), &opened.name).await.unwrap();
    assert_eq!(
        (late.overdue, late.overdue_since.as_str()),
        (true, "2026-03-16")
    );
    assert_eq!(listed(&world, &city_stb(), "overdue=true").await.len(), 1);
    let filled = filled(&world, &late).await;
    let submitted = submit(&world, &filled).await.unwrap();
    assert_eq!(
        (submitted.overdue, submitted.overdue_since.as_str()),
        (false, "")
    );
}

#[tokio::test]
async fn a_provincial_incubator_s_taxes_are_exempt_from_the_month_after() {
    let (world, carrier, _) = with_return().await;
    let ask = async |year: i32| {
        let request = GetTaxBenefitRequest {
            carrier: format!("carriers/{carrier}"),
            year,
        };
        call!(world, &operator(), get_tax_benefit, request).unwrap()
    };
    let benefit = ask(2025).await;
    assert_eq!(
        (benefit.months, benefit.entitled, benefit.unverified),
        (9, true, false)
    );
    assert_eq!(benefit.exempt_months, (4..=12).collect::<Vec<i32>>());
    assert_eq!(benefit.taxes.len(), 3);
    assert_eq!(benefit.evidence[0].on, "2025-03-10");
    assert_eq!(ask(2028).await.months, 0);
    let request = EstimateTaxMonthsRequest {
        accredited_on: "2025-03-15".to_owned(),
        revoked_on: "2025-08-10".to_owned(),
        year: 2025,
    };
    let estimate = call!(world, &applicant(), estimate_tax_months, request).unwrap();
    assert_eq!(estimate.months, 5);
}
