//! Mentors, logs with both signatures, services, investments and activities.
use kezhuan_protocol::incubation::v1::*;
use tonic::Code;

use crate::step;
use crate::tenants::*;
use crate::world::*;

fn mentor_person() -> Person {
    person("xu", "institute-1", "", &["expert"])
}

async fn mentor(world: &World, carrier: &Carrier) -> Mentor {
    let request = RegisterMentorRequest {
        mentor: Some(Mentor {
            carrier: carrier.name.clone(),
            person: "徐导师".to_owned(),
            organisation: "institute-1".to_owned(),
            subject: "xu".to_owned(),
            fields: vec![tenancy::Field::Software.into()],
            from: "2025-01-02".to_owned(),
            ..Mentor::default()
        }),
        request_id: id(),
    };
    call!(world, &operator(), register_mentor, request).unwrap()
}

fn log(mentor: &Mentor, tenancy: &Tenancy) -> LogMentoringRequest {
    LogMentoringRequest {
        mentoring: Some(Mentoring {
            mentor: mentor.name.clone(),
            tenancy: tenancy.name.clone(),
            held_on: World::CALM.to_owned(),
            minutes: 60,
            topic: "融资".to_owned(),
            ..Mentoring::default()
        }),
        request_id: id(),
    }
}

async fn counts(world: &World, carrier: &Carrier, year: i32) -> CarrierCounts {
    let asked = GetCarrierCountsRequest {
        carrier: carrier.name.clone(),
        year,
        ..GetCarrierCountsRequest::default()
    };
    call!(world, &operator(), get_carrier_counts, asked).unwrap()
}

#[tokio::test]
async fn a_log_counts_when_mentor_and_tenant_have_signed() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let mentor = mentor(&world, &carrier).await;
    let logged = call!(world, &operator(), log_mentoring, log(&mentor, &tenancy)).unwrap();
    let first = step!(
        world,
        mentor_person(),
        logged,
        sign_mentoring,
        SignMentoringRequest {}
    )
    .unwrap();
    assert_eq!(first.state(), mentoring::State::Logged);
    assert_eq!(counts(&world, &carrier, 2025).await.mentorings, 0);
    let by_operator = step!(
        world,
        operator(),
        first,
        sign_mentoring,
        SignMentoringRequest {}
    );
    assert_eq!(reason(&by_operator.unwrap_err()), "NOT_YOUR_STEP");
    let both = step!(
        world,
        applicant(),
        first,
        sign_mentoring,
        SignMentoringRequest {}
    )
    .unwrap();
    assert_eq!(both.state(), mentoring::State::Signed);
    let counted = counts(&world, &carrier, 2025).await;
    assert_eq!((counted.mentors, counted.mentorings), (1, 1));
    let stranger = step!(
        world,
        other_applicant(),
        both,
        sign_mentoring,
        SignMentoringRequest {}
    );
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    // A mentor logs what it did, and has signed with that.
    let own = call!(
        world,
        &mentor_person(),
        log_mentoring,
        log(&mentor, &tenancy)
    )
    .unwrap();
    assert_eq!(own.mentor_signed_on, World::CALM);
    let foreign = call!(
        world,
        &other_operator(),
        log_mentoring,
        log(&mentor, &tenancy)
    );
    assert_eq!(reason(&foreign.unwrap_err()), "NOT_YOUR_STEP");
    let logs = ListMentoringsRequest {
        filter: format!("tenancy=\"{}\" AND state=\"SIGNED\"", tenancy.name),
        ..ListMentoringsRequest::default()
    };
    let logs = call!(world, &mentor_person(), list_mentorings, logs).unwrap();
    assert_eq!(logs.mentorings, [both]);
    assert_eq!(
        world.events_of(&logged.name).await,
        ["MentoringLogged", "MentoringSignedFirst", "MentoringSigned"]
    );
}

#[tokio::test]
async fn services_investments_and_activities_are_counted_in_their_year() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let service = RecordServiceRequest {
        service: Some(ServiceRecord {
            tenancy: tenancy.name.clone(),
            kind: service_record::Kind::Legal.into(),
            provider: "law firm".to_owned(),
            provided_on: World::CALM.to_owned(),
            fee_fen: 50_000,
            ..ServiceRecord::default()
        }),
        request_id: id(),
    };
    let got = call!(world, &operator(), record_service, service.clone()).unwrap();
    let again = call!(world, &operator(), record_service, service).unwrap();
    assert_eq!(again, got);
    let investment = |amount_fen| RecordInvestmentRequest {
        investment: Some(Investment {
            tenancy: tenancy.name.clone(),
            investor: "fund".to_owned(),
            amount_fen,
            paid_up_on: World::CALM.to_owned(),
            share_bp: 500,
            own_fund: true,
            ..Investment::default()
        }),
        request_id: id(),
    };
    let none = call!(world, &operator(), record_investment, investment(0)).unwrap_err();
    let said = kezhuan_rpc::Explanation::of(&none);
    assert_eq!(said.fields[0].path, "investment.amount_fen");
    let paid = call!(
        world,
        &operator(),
        record_investment,
        investment(500_000_001)
    )
    .unwrap();
    let activity = RecordActivityRequest {
        activity: Some(Activity {
            carrier: carrier.name.clone(),
            kind: activity::Kind::Training.into(),
            title: "路演".to_owned(),
            held_on: World::CALM.to_owned(),
            attendance: 30,
            ..Activity::default()
        }),
        request_id: id(),
    };
    call!(world, &operator(), record_activity, activity.clone()).unwrap();
    let foreign = call!(world, &other_operator(), record_activity, activity).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let counted = counts(&world, &carrier, 2025).await;
    assert_eq!((counted.services, counted.service_kinds), (1, 1));
    assert_eq!((counted.trainings, counted.attendance), (1, 30));
    assert_eq!((counted.financed, counted.invested_by_own_fund), (1, 1));
    assert_eq!(counted.venture_capital_fen, 500_000_001);
    // A tenant reads its own, and the capital lets it graduate.
    let list = ListInvestmentsRequest {
        filter: format!(
            "tenancy=\"{}\" AND paid_up_on>=\"2025-01-01\"",
            tenancy.name
        ),
        ..ListInvestmentsRequest::default()
    };
    let own = call!(world, &applicant(), list_investments, list.clone()).unwrap();
    assert_eq!(own.investments, [paid]);
    let others = call!(world, &other_applicant(), list_investments, list).unwrap();
    assert_eq!(others.investments, []);
    let graduated = step!(
        world,
        operator(),
        tenancy,
        graduate_tenant,
        GraduateTenantRequest {}
    )
    .unwrap();
    assert_eq!(graduated.graduation.unwrap().met, ["VC_GT_5M"]);
}

#[tokio::test]
async fn an_appointment_ends_with_a_day() {
    let world = World::on(World::CALM).await;
    let (carrier, _) = housed(&world).await;
    let mentor = mentor(&world, &carrier).await;
    let end = |until: &str| EndMentorRequest {
        name: mentor.name.clone(),
        etag: mentor.etag.clone(),
        request_id: id(),
        until: until.to_owned(),
    };
    for stranger in [other_operator(), applicant()] {
        let refused = call!(world, &stranger, end_mentor, end("2025-02-28")).unwrap_err();
        assert!([Code::NotFound, Code::PermissionDenied].contains(&refused.code()));
    }
    let early = call!(world, &operator(), end_mentor, end("2025-01-01")).unwrap_err();
    assert_eq!(reason(&early), "RECORD_INVALID");
    let request = end("2025-02-28");
    let ended = call!(world, &operator(), end_mentor, request.clone()).unwrap();
    assert_eq!(ended.until, "2025-02-28");
    let again = call!(world, &operator(), end_mentor, request).unwrap();
    assert_eq!(again, ended);
    assert_eq!(counts(&world, &carrier, 2025).await.mentors, 0);
    let stale = call!(world, &operator(), end_mentor, end("2025-02-27")).unwrap_err();
    assert_eq!(reason(&stale), "STALE_ETAG");
    let later = EndMentorRequest {
        etag: ended.etag.clone(),
        ..end("2025-03-31")
    };
    let later = call!(world, &operator(), end_mentor, later).unwrap_err();
    assert_eq!(reason(&later), "APPOINTMENT_ENDS_EARLIER");
    assert_eq!(
        world.events_of(&mentor.name).await,
        ["MentorRegistered", "MentorEnded"]
    );
}
