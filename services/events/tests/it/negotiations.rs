//! Negotiations: accepted by both, followed up for a year, ended by a side or by themselves.
pub mod cast;
mod outcomes;

use std::io::{Cursor, Read};

use kezhuan_protocol::events::v1::export_registrations_request::Document;
use kezhuan_protocol::events::v1::negotiation::{Progress, State, ending};
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use crate::projects::cast::{cancel, fair, maker, office, open_event, other_office, rival};
use crate::registration::cast::{read_off, ticket};
use crate::step;
use crate::world::*;
use cast::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_come_together_and_sign_an_intent_that_is_no_contract() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    world.advance_to("2025-04-11");
    let request = proposing(&event);
    let proposed = call!(world, &fair(), propose_negotiation, request.clone()).unwrap();
    assert_eq!(proposed.state(), State::Suggested);
    assert_eq!(
        call!(world, &fair(), propose_negotiation, request).unwrap(),
        proposed
    );
    for hidden_from in [rival(), other_office()] {
        let get = GetNegotiationRequest {
            name: proposed.name.clone(),
        };
        let hidden = call!(world, &hidden_from, get_negotiation, get).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    let foreign = accept(&world, fair(), &proposed).await.unwrap_err();
    assert_eq!(reason(&foreign), "NOT_YOUR_STEP");
    let signed = intended(&world, &event).await;
    assert_eq!(signed.state(), State::Intent);
    assert_eq!(signed.follow_ups.len(), 4);
    let unread = SignIntentRequest {
        name: signed.name.clone(),
        etag: String::new(),
        request_id: id(),
    };
    let unread = call!(world, &college(), sign_intent, unread).unwrap_err();
    assert_eq!(reason(&unread), "ETAG_MISSING");
    for reader in [fair(), office()] {
        let found = results(&world, &reader, &event).await;
        assert_eq!(
            (found.negotiations, found.intents, found.intent_amount_fen),
            (1, 1, 20_000_000)
        );
        assert_eq!((found.contracts_linked, found.contracts_counted), (0, 0));
    }
    let each = call!(
        world,
        &office(),
        list_event_results,
        ListEventResultsRequest {
            tenant: "440703".to_owned(),
            ends_from: "2025-04-11".to_owned(),
            ..ListEventResultsRequest::default()
        }
    );
    let each = each.unwrap().results;
    assert_eq!((each.len(), each[0].intents), (1, 1));
    assert_eq!(each[0].event, event.name);
    assert_eq!(
        world.events_of(&signed.name).await,
        [
            "NegotiationProposed",
            "NegotiationAccepted",
            "NegotiationBegun",
            "IntentProposed",
            "IntentSigned"
        ]
    );
    let listed = ListNegotiationsRequest {
        filter: format!(
            "state=\"INTENT\" AND event=\"{}\" AND provider=\"wyu\" AND seeker=\"acme\" AND tenant=\"440703\" AND counts=\"false\"",
            event.name
        ),
        ..ListNegotiationsRequest::default()
    };
    let found = call!(world, &maker(), list_negotiations, listed).unwrap();
    assert_eq!(found.negotiations, [signed]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_says_who_and_what() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let with_itself = ProposeNegotiationRequest {
        seeker: proposing(&event).provider,
        ..proposing(&event)
    };
    let nameless = ProposeNegotiationRequest {
        provider: None,
        ..proposing(&event)
    };
    let unknown = ProposeNegotiationRequest {
        project: format!("projects/{}", id()),
        ..proposing(&event)
    };
    let nul = ProposeNegotiationRequest {
        topic: "正极\0材料".to_owned(),
        ..proposing(&event)
    };
    for (request, expected) in [
        (with_itself, (Code::InvalidArgument, "FORM_INVALID")),
        (nameless, (Code::InvalidArgument, "FIELD_MISSING")),
        (unknown, (Code::NotFound, "NOT_FOUND")),
        (nul, (Code::InvalidArgument, "TEXT_INVALID")),
    ] {
        let refused = call!(world, &fair(), propose_negotiation, request).unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), expected);
    }
    let stranger = call!(world, &rival(), propose_negotiation, proposing(&event));
    assert_eq!(stranger.unwrap_err().code(), Code::PermissionDenied);
}

/// How often each thing was told, without what people did.
async fn told(world: &World, negotiation: &Negotiation) -> Vec<String> {
    let events = world.events_of(&negotiation.name).await;
    let by_itself = ["NegotiationReminded", "NegotiationEnded"];
    let told = events.into_iter();
    told.filter(|event| by_itself.contains(&event.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_told_once_and_what_rests_ends_by_itself() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let begun = begun(&world, &event).await;
    let _second = world.beside().await;
    // A month after the event; then two weeks of grace.
    for (day, count) in [("2025-05-11", 1), ("2025-05-25", 1), ("2025-05-26", 2)] {
        world.advance_to(day);
        let expected = vec!["NegotiationReminded".to_owned(); count];
        let found = settled(SOON, expected.clone(), async || told(&world, &begun).await);
        assert_eq!(found.await, expected, "{day}");
    }
    let current = get(&world, &begun).await;
    let report = |months: i32| ReportFollowUpRequest {
        name: current.name.clone(),
        etag: String::new(),
        request_id: id(),
        months,
        progress: Progress::Talking.into(),
        note: "继续洽谈".to_owned(),
    };
    let early = call!(world, &maker(), report_follow_up, report(3)).unwrap_err();
    assert_eq!(reason(&early), "NOT_YET_DUE");
    let reported = call!(world, &maker(), report_follow_up, report(1)).unwrap();
    assert_eq!(reported.follow_ups[0].progress(), Progress::Talking);
    let twice = call!(world, &college(), report_follow_up, report(1)).unwrap_err();
    assert_eq!(
        (twice.code(), reason(&twice).as_str()),
        (Code::AlreadyExists, "FOLLOW_UP_REPORTED")
    );
    // Two weeks before its last day they are told.
    world.advance_to("2025-11-08");
    // The third and the sixth month were due and overdue, and its own end is near.
    let count = settled(SOON, 7, async || told(&world, &begun).await.len());
    assert_eq!(count.await, 7);
    // 26 May and 180 days.
    world.advance_to("2025-11-23");
    let state = settled(SOON, State::Closed, async || {
        get(&world, &begun).await.state()
    });
    assert_eq!(state.await, State::Closed);
    let ended = get(&world, &begun).await.ending.unwrap();
    assert_eq!(
        (ended.code(), ended.ended_on.as_str()),
        (ending::Code::Idle, "2025-11-23")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_comes_of_a_cancelled_event() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let begun = begun(&world, &event).await;
    let before = results(&world, &office(), &event).await;
    assert_eq!((before.negotiations, before.events), (1, 0));
    cancel(&world, &event).await;
    let talk = step!(
        world,
        maker(),
        begun,
        record_talk,
        RecordTalkRequest {
            held_on: World::CALM.to_owned(),
            note: "电话沟通".to_owned(),
        }
    );
    // Refused before the timer has come, and after.
    assert!(
        ["EVENT_STATE_FORBIDS", "STATE_FORBIDS", "STALE_ETAG"]
            .contains(&reason(&talk.unwrap_err()).as_str())
    );
    world.advance_to("2025-03-20");
    let state = settled(SOON, State::Closed, async || {
        get(&world, &begun).await.state()
    });
    assert_eq!(state.await, State::Closed);
    let ended = get(&world, &begun).await.ending.unwrap();
    assert_eq!(ended.code(), ending::Code::EventCancelled);
    let after = results(&world, &office(), &event).await;
    assert_eq!((after.negotiations, after.events), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_side_ends_it_with_a_reason() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let begun = begun(&world, &event).await;
    let end = |by: Person, note: &str| {
        let note = note.to_owned();
        let (world, begun) = (&world, &begun);
        async move {
            step!(
                world,
                by,
                begun,
                end_negotiation,
                EndNegotiationRequest { note: note.clone() }
            )
        }
    };
    assert_eq!(
        reason(&end(maker(), " ").await.unwrap_err()),
        "REASON_MISSING"
    );
    assert_eq!(
        reason(&end(fair(), "不再洽谈").await.unwrap_err()),
        "NOT_YOUR_STEP"
    );
    let ended = end(college(), "技术路线不符").await.unwrap();
    assert_eq!(ended.state(), State::Closed);
    assert_eq!(ended.ending.unwrap().code(), ending::Code::Declined);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_holds_events_and_agendas() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    for request in [
        GetCalendarRequest::default(),
        GetCalendarRequest {
            event: event.name.clone(),
            ..GetCalendarRequest::default()
        },
    ] {
        let calendar = call!(world, &rival(), get_calendar, request).unwrap();
        assert_eq!(calendar.content_type, "text/calendar; charset=utf-8");
        let text = String::from_utf8(calendar.content).unwrap();
        let (_, uuid) = event.name.split_once('/').unwrap();
        assert!(text.contains(&format!("UID:{uuid}@events.kezhuan")));
        assert!(text.contains("DTSTART;VALUE=DATE:20250410"));
        assert!(text.contains("DTEND;VALUE=DATE:20250412"));
    }
    let later = GetCalendarRequest {
        from: "2025-04-12".to_owned(),
        ..GetCalendarRequest::default()
    };
    let none = call!(world, &rival(), get_calendar, later).unwrap();
    let text = String::from_utf8(none.content).unwrap();
    assert!(!text.contains("VEVENT"));
    let both = GetCalendarRequest {
        event: event.name.clone(),
        tenant: "440703".to_owned(),
        ..GetCalendarRequest::default()
    };
    let refused = call!(world, &rival(), get_calendar, both).unwrap_err();
    assert_eq!(reason(&refused), "FIELD_UNEXPECTED");
    let turned = GetEventResultsRequest {
        ends_from: "2025-04-12".to_owned(),
        ends_to: "2025-04-11".to_owned(),
        ..GetEventResultsRequest::default()
    };
    let refused = call!(world, &organiser(), get_event_results, turned).unwrap_err();
    assert_eq!(reason(&refused), "PERIOD_INVALID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_and_badges_are_the_organiser_s_to_print() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let request = RegisterRequest {
        event: event.name.clone(),
        role: PersonRole::Enterprise.into(),
        person_name: "李明".to_owned(),
        organisation_name: "江门创造科技有限公司".to_owned(),
        request_id: id(),
        ..RegisterRequest::default()
    };
    let registered = call!(world, &maker(), register, request).unwrap();
    let export = |document: Document| ExportRegistrationsRequest {
        event: event.name.clone(),
        document: document.into(),
    };
    let mut files = Vec::new();
    for document in [Document::Attendance, Document::Badges] {
        let mut stream = call!(world, &fair(), export_registrations, export(document)).unwrap();
        let mut file = Vec::new();
        while let Some(part) = stream.message().await.unwrap() {
            file.extend(part.chunk);
        }
        files.push(file);
    }
    for file in &files {
        let texts = part_of(file, "xl/sharedStrings.xml");
        let texts = String::from_utf8(texts).unwrap();
        assert!(texts.contains("李明"), "{texts}");
        assert!(texts.contains("江门创造科技有限公司"), "{texts}");
    }
    let worn = read_off(&part_of(&files[1], "xl/media/image1.png"));
    let own = ticket(&world, &maker(), &registered).await;
    assert_eq!(worn, own.code);
    let foreign = call!(
        world,
        &maker(),
        export_registrations,
        export(Document::Badges)
    );
    assert_eq!(foreign.unwrap_err().code(), Code::PermissionDenied);
    let unsaid = call!(
        world,
        &fair(),
        export_registrations,
        export(Document::Unspecified)
    );
    assert_eq!(reason(&unsaid.unwrap_err()), "CODE_UNKNOWN");
}

/// One file of the archive that an XLSX file is.
fn part_of(file: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut part = Vec::new();
    let mut entry = archive.by_name(name).unwrap();
    entry.read_to_end(&mut part).unwrap();
    part
}
