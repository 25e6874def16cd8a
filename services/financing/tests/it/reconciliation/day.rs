//! What differs, class by class, and who closes it.
use tonic::Code;

use super::*;

/// One planted difference of each class: P1 another amount, P2 another status, P3 missing, P8 twice, P9 of nobody.
const PLANTED: &str = "biz_no,amount_fen,status\nP1,5,DONE\nP2,0,DONE\nP8,1,DONE\nP8,1,DONE\nP9,7,DONE\nTRAILER,5,14\n";

async fn differences(world: &World, person: &Person, batch: &str, filter: &str) -> Vec<Difference> {
    let request = ListDifferencesRequest {
        batch: batch.to_owned(),
        filter: filter.to_owned(),
        ..ListDifferencesRequest::default()
    };
    let answer = call!(world, person, list_differences, request).unwrap();
    answer.differences
}

fn resolve(batch: &ReconBatch, number: &str, text: &str) -> ResolveDifferenceRequest {
    ResolveDifferenceRequest {
        batch: batch.name.clone(),
        etag: String::new(),
        request_id: id(),
        number: number.to_owned(),
        text: text.to_owned(),
    }
}

#[tokio::test]
async fn every_class_of_difference_opens_a_ticket() {
    let world = day_of_three().await;
    let batch = uploaded(&world, PLANTED).await.unwrap();
    assert_eq!(batch.state(), recon_batch::State::Diff);
    assert_eq!(
        (batch.matched, batch.differences, batch.open_differences),
        (0, 5, 5)
    );
    let found = differences(&world, &banker(), &batch.name, "").await;
    let told: Vec<_> = found
        .iter()
        .map(|found| {
            let ours = found.ours.as_ref().map(|line| line.status.as_str());
            (
                found.biz_no.as_str(),
                found.difference_class(),
                ours,
                found.theirs.len(),
            )
        })
        .collect();
    use difference::Class;
    assert_eq!(
        told,
        [
            ("P1", Class::AmountMismatch, Some("DONE"), 1),
            ("P2", Class::StatusMismatch, Some("REFUSED"), 1),
            ("P3", Class::MissingAtBank, Some("REFUSED"), 0),
            ("P8", Class::DuplicateAtBank, None, 2),
            ("P9", Class::MissingAtUs, None, 1),
        ]
    );
    let one = differences(&world, &pool_manager(), "", "class=\"MISSING_AT_US\"").await;
    assert_eq!(one, found[4..]);
    assert_eq!(
        differences(&world, &other_banker(), &batch.name, "").await,
        []
    );
    let instructions = ListInstructionsRequest {
        filter: format!("business_day=\"{}\" AND status=\"REFUSED\"", World::CALM),
        ..ListInstructionsRequest::default()
    };
    let refused = call!(
        world,
        &pool_manager(),
        list_instructions,
        instructions.clone()
    )
    .unwrap();
    let numbers: Vec<_> = refused
        .instructions
        .iter()
        .map(|of| of.biz_no.as_str())
        .collect();
    assert_eq!(numbers, ["P2", "P3"]);
    let foreign = call!(world, &other_banker(), list_instructions, instructions).unwrap();
    assert_eq!(foreign.instructions, []);
}

#[tokio::test]
async fn a_difference_is_closed_by_two_people_and_with_the_last_the_day() {
    let world = day_of_three().await;
    let file = format!("{HEADER}P1,5,DONE\nP2,0,DONE\nP3,0,REFUSED\nTRAILER,3,5\n");
    let batch = uploaded(&world, &file).await.unwrap();
    let resolved = async |person: Person, request: ResolveDifferenceRequest| {
        call!(world, &person, resolve_difference, request)
    };
    let request = resolve(&batch, "P1", "手续费另记");
    let explained = resolved(banker(), request.clone()).await.unwrap();
    let finding = explained.finding.clone().unwrap();
    assert_eq!(
        (finding.by.as_str(), finding.found_on.as_str()),
        ("he", NEXT)
    );
    assert_eq!(explained.closed_by, "");
    assert_eq!(resolved(banker(), request).await.unwrap(), explained);

    for (person, request, code, expected) in [
        (
            banker(),
            resolve(&batch, "P1", "x"),
            Code::PermissionDenied,
            "SAME_PERSON",
        ),
        (
            pool_manager(),
            resolve(&batch, "P3", "x"),
            Code::NotFound,
            "TICKET_UNKNOWN",
        ),
        (
            pool_manager(),
            resolve(&batch, "P1", " "),
            Code::InvalidArgument,
            "REASON_MISSING",
        ),
        (
            other_banker(),
            resolve(&batch, "P1", "x"),
            Code::NotFound,
            "NOT_FOUND",
        ),
        (
            pool_manager(),
            ResolveDifferenceRequest {
                etag: batch.etag.clone(),
                ..resolve(&batch, "P1", "x")
            },
            Code::Aborted,
            "STALE_ETAG",
        ),
    ] {
        let refused = resolved(person, request).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (code, expected)
        );
    }

    let closed = resolved(pool_manager(), resolve(&batch, "P1", "同意"))
        .await
        .unwrap();
    assert_eq!(
        (closed.closed_by.as_str(), closed.closed_on.as_str()),
        ("ma", NEXT)
    );
    // What either of them said stands beside it.
    assert_eq!(closed.finding.unwrap().text, "手续费另记");
    assert_eq!(closed.agreement, "同意");
    let open = differences(&world, &banker(), &batch.name, "open=true").await;
    assert_eq!(open.len(), 1);
    resolved(pool_manager(), resolve(&batch, "P2", "银行重发"))
        .await
        .unwrap();
    resolved(second_banker(), resolve(&batch, "P2", "同意"))
        .await
        .unwrap();
    let closed = batches(&world, &banker(), "state=\"CLOSED\"").await;
    assert_eq!((closed.len(), closed[0].open_differences), (1, 0));
    assert_eq!(
        world.events_of(&batch.name).await[2..],
        [
            "ReconDifferent",
            "ReconTicketExplained",
            "ReconTicketClosed",
            "ReconTicketExplained",
            "ReconClosed"
        ]
    );
    let over = resolved(banker(), resolve(&batch, "P1", "x")).await;
    assert_eq!(reason(&over.unwrap_err()), "STATE_FORBIDS");
}
