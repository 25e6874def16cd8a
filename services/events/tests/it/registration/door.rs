//! The door: tickets that verify without a network, and uploads that may come twice.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::DecodePublicKey;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use kezhuan_protocol::events::v1::check_in_request::Scan;
use kezhuan_protocol::events::v1::check_in_response::Status;
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use super::cast::*;
use crate::events::cast::{ENDS_ON, STARTS_ON, event_now, opened};
use crate::world::*;

fn scan(ticket: &Ticket, session: &str, date: &str) -> Scan {
    Scan {
        scan_id: id(),
        ticket: ticket.code.clone(),
        session: session.to_owned(),
        date: date.to_owned(),
        at_minute: 545,
    }
}

async fn upload(world: &World, event: &Event, scans: &[Scan]) -> Vec<Status> {
    let request = CheckInRequest {
        event: event.name.clone(),
        scans: scans.to_vec(),
        request_id: id(),
    };
    let answer = call!(world, &organiser(), check_in, request).unwrap();
    answer
        .rows
        .iter()
        .map(check_in_response::Row::status)
        .collect()
}

async fn runs(world: &World, event: &Event) {
    world.advance_to("2025-03-19");
    let closed = event::State::ClosedReg;
    let state = settled(SOON, closed, async || event_now(world, event).await.state());
    assert_eq!(state.await, closed);
    world.advance_to(STARTS_ON);
    let running = event::State::Running;
    let state = settled(SOON, running, async || {
        event_now(world, event).await.state()
    });
    assert_eq!(state.await, running);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_door_without_a_network_tells_a_ticket_from_a_forgery() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 1).await;
    let confirmed = registered(&world, &event, &enterprise(1)).await;
    let waiting = registered(&world, &event, &enterprise(2)).await;
    let code = ticket(&world, &enterprise(1), &confirmed).await;
    assert_eq!(read_off(&code.picture), code.code);
    // All a device knows: the key, and what stands before what is signed.
    let key = call!(
        world,
        &enterprise(9),
        get_ticket_key,
        GetTicketKeyRequest {}
    )
    .unwrap();
    assert_eq!(key.key_id, code.key_id);
    let key = VerifyingKey::from_public_key_pem(&key.public_key_pem).unwrap();
    let parts: Vec<&str> = code.code.split('.').collect();
    let [prefix, payload, signature] = parts[..] else {
        panic!("{code:?}")
    };
    assert_eq!(prefix, "KZT1");
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signature = Signature::from_slice(&signature).unwrap();
    let signed = |payload: &[u8]| [&b"kezhuan-ticket-v1\n"[..], payload].concat();
    assert!(key.verify(&signed(&payload), &signature).is_ok());
    let mut forged = payload.clone();
    forged[0] ^= 1;
    assert!(key.verify(&signed(&forged), &signature).is_err());
    let get = GetTicketRequest {
        registration: waiting.name.clone(),
    };
    let none = call!(world, &enterprise(2), get_ticket, get).unwrap_err();
    assert_eq!(reason(&none), "NO_PLACE");
    let get = GetTicketRequest {
        registration: confirmed.name.clone(),
    };
    let foreign = call!(world, &enterprise(2), get_ticket, get).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_is_used_once_and_an_offline_upload_may_come_twice() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 2).await;
    let first = registered(&world, &event, &enterprise(1)).await;
    let second = registered(&world, &event, &enterprise(2)).await;
    let other = opened(&world, 1).await;
    let elsewhere = registered(&world, &other, &enterprise(1)).await;
    let (of_first, of_second) = (
        ticket(&world, &enterprise(1), &first).await,
        ticket(&world, &enterprise(2), &second).await,
    );
    let of_other = ticket(&world, &enterprise(1), &elsewhere).await;
    let early = CheckInRequest {
        event: event.name.clone(),
        scans: vec![scan(&of_first, "S1", STARTS_ON)],
        request_id: id(),
    };
    let early = call!(world, &organiser(), check_in, early).unwrap_err();
    assert_eq!(reason(&early), "EVENT_NOT_RUNNING");
    runs(&world, &event).await;
    let mut forged = scan(&of_first, "S1", STARTS_ON);
    forged.ticket.replace_range(8..9, "!");
    let batch = [
        scan(&of_first, "S1", STARTS_ON),
        scan(&of_first, "S1", STARTS_ON),
        scan(&of_second, "S9", STARTS_ON),
        scan(&of_other, "S1", STARTS_ON),
        forged,
    ];
    let expected = [
        Status::CheckedIn,
        Status::AlreadyIn,
        Status::SessionUnknown,
        Status::OtherEvent,
        Status::TicketInvalid,
    ];
    assert_eq!(upload(&world, &event, &batch).await, expected);
    // The device lost the answer and sends it all again, under another request.
    let again = upload(&world, &event, &batch).await;
    assert_eq!(again[0], Status::Repeated);
    assert_eq!(again[1..], expected[1..]);
    let mut reused = scan(&of_second, "S1", STARTS_ON);
    reused.scan_id.clone_from(&batch[0].scan_id);
    assert_eq!(
        upload(&world, &event, &[reused]).await,
        [Status::ScanReused]
    );
    assert_eq!(
        now(&world, &first).await.state(),
        registration::State::Attended
    );
    assert_eq!(
        now(&world, &second).await.state(),
        registration::State::Confirmed
    );
    // A device that was offline on both days uploads when it is over.
    world.advance_to("2025-03-23");
    let late = [
        scan(&of_first, "S2", ENDS_ON),
        scan(&of_second, "S2", ENDS_ON),
    ];
    let told = settled(SOON, vec![Status::CheckedIn; 2], async || {
        let done = upload(&world, &event, &late).await;
        done.into_iter()
            .map(|status| match status {
                Status::Repeated => Status::CheckedIn,
                other => other,
            })
            .collect::<Vec<_>>()
    });
    assert_eq!(told.await, vec![Status::CheckedIn; 2]);
    assert_eq!(
        world.events_of(&first.name).await,
        [
            "RegistrationConfirmed",
            "RegistrationCheckedIn",
            "RegistrationCheckedIn"
        ]
    );
    let foreign = CheckInRequest {
        event: event.name.clone(),
        scans: late.to_vec(),
        request_id: id(),
    };
    let foreign = call!(world, &other_organiser(), check_in, foreign).unwrap_err();
    assert_eq!(reason(&foreign), "NOT_YOUR_STEP");
}
