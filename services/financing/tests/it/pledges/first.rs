//! A right is pledged once: of banks that come at the same time one is first, and a place that was not used is given on.
use futures::future::join_all;
use kezhuan_protocol::financing::v1::*;
use kezhuan_protocol::seal::v1::seal_service_client::SealServiceClient;
use kezhuan_protocol::seal::v1::{GetReceiptRequest, Receipt};
use kezhuan_testkit::{eventually, settled};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::secured::*;
use crate::step;
use crate::world::*;

/// The places that rights keep for a pledge, as its record tells somebody.
async fn places(world: &World, person: &Person, pledge: &str) -> Vec<AuditEntry> {
    let request = ListAuditEntriesRequest {
        case: pledge.to_owned(),
        ..ListAuditEntriesRequest::default()
    };
    let record = call!(world, person, list_audit_entries, request).unwrap();
    let entries = record.audit_entries.into_iter();
    entries
        .filter(|entry| entry.action == "pledge.reserved")
        .collect()
}

async fn receipt(world: &World, person: &Person, name: &str) -> Result<Receipt, Status> {
    let request = GetReceiptRequest {
        name: name.to_owned(),
    };
    let mut log = SealServiceClient::new(world.channel_of(person));
    let answer = log.get_receipt(world.ask(person, request)).await;
    answer.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_bank_has_a_receipt_for_its_place_and_nobody_else_has_it() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let pledge = filed(&world, &[&right]).await;
    let proof = places(&world, &banker(), &pledge.name).await.remove(0);
    let sealed = eventually(SOON, async || {
        receipt(&world, &banker(), &proof.name).await.is_ok()
    });
    assert!(sealed.await);
    let given = receipt(&world, &banker(), &proof.name).await.unwrap();
    assert_eq!(given.row_digest, proof.row_digest);
    let foreign = receipt(&world, &other_banker(), &proof.name).await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_banks_that_file_over_one_patent_at_once_one_has_it_and_can_prove_it() {
    let world = World::on(World::CALM).await;
    let banks = [(banker(), "bank-1"), (other_banker(), "bank-2")];
    for number in PATENTS {
        let right = RegisterAssetRequest {
            fee_paid_through: 7,
            ..patent(number)
        };
        let right = entered(&world, right).await;
        let mut agreed = Vec::new();
        for (person, bank) in &banks {
            let prepared = prepared(&world, person, bank, &[&right]).await;
            agreed.push((person, filed_by_owner(&world, &prepared).await.unwrap()));
        }
        let filings = agreed.iter();
        let filings = filings.map(|(person, pledge)| filed_by_bank(&world, person, pledge));
        let answers = join_all(filings).await;

        let won: Vec<usize> = (0..2).filter(|place| answers[*place].is_ok()).collect();
        let [won] = won[..] else {
            panic!("one bank has the patent: {answers:?}");
        };
        let lost = answers[1 - won].as_ref().unwrap_err();
        assert_eq!(lost.code(), Code::FailedPrecondition);
        let ground = ("assets[0]".to_owned(), "ALREADY_PLEDGED".to_owned());
        assert_eq!(
            (reason(lost).as_str(), fields(lost)),
            ("NOT_REGISTRABLE", vec![ground])
        );

        let proved = seen(&world, &right).await;
        let [reservation] = &proved.reservations[..] else {
            panic!("one reservation: {proved:?}");
        };
        assert_eq!(
            (reservation.place, reservation.pledge.as_str()),
            (1, agreed[won].1.name.as_str())
        );
        assert!(reservation.sequence > 0 && reservation.reserve_time.is_some());
        let (winner, pledge) = &agreed[won];
        let kept = places(&world, winner, &pledge.name).await;
        let [proof] = &kept[..] else {
            panic!("one place on the record of the pledge");
        };
        let detail: Value = serde_json::from_str(&proof.detail_json).unwrap();
        assert_eq!(
            (&detail["place"], &detail["sequence"]),
            (&json!(1), &json!(reservation.sequence))
        );
        assert_eq!(detail["asset"], json!(uuid_of(&right.name)));
        assert_eq!(detail["until"], json!(reservation.until));
        let (loser, late) = &agreed[1 - won];
        assert_eq!(places(&world, loser, &late.name).await, []);
        // The other bank learns that it was late, not after whom.
        let (loser, _) = &banks[1 - won];
        let shown = seen_by(&world, loser, &right).await.unwrap();
        let told = &shown.reservations[0];
        assert_eq!(
            (told.place, told.bank.as_str(), told.pledge.as_str()),
            (1, "", "")
        );
        assert_eq!(told.until, reservation.until);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_was_not_used_goes_to_who_comes_next() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let first = filed(&world, &[&right]).await;
    let refused = step!(
        world,
        registry_clerk(),
        first,
        refuse_pledge,
        RefusePledgeRequest {
            code: "no".to_owned(),
        }
    );
    assert_eq!(reason(&refused.unwrap_err()), "REFUSAL_CODE_INVALID");
    let refused = step!(
        world,
        registry_clerk(),
        first,
        refuse_pledge,
        RefusePledgeRequest {
            code: "OTHER".to_owned(),
            note: "合同条款不全".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(refused.state(), pledge::State::Refused);
    assert_eq!(refused.refusal.unwrap().code, "OTHER");

    let second = prepared(&world, &other_banker(), "bank-2", &[&right]).await;
    let second = filed_by_owner(&world, &second).await.unwrap();
    let second = filed_by_bank(&world, &other_banker(), &second)
        .await
        .unwrap();
    // The day after the last one of its reservation: the next bank takes the place over, or the service freed it before.
    world.advance_to("2025-04-03");
    let third = prepared(&world, &banker(), "bank-1", &[&right]).await;
    let third = filed_by_owner(&world, &third).await.unwrap();
    filed_by_bank(&world, &banker(), &third).await.unwrap();
    let proved = seen(&world, &right).await;
    let told: Vec<_> = proved
        .reservations
        .iter()
        .map(|row| (row.place, row.bank.as_str(), row.end()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "bank-1", reservation::End::Refused),
            (2, "bank-2", reservation::End::Lapsed),
            (3, "bank-1", reservation::End::Unspecified),
        ]
    );
    let sequences: Vec<i64> = proved.reservations.iter().map(|row| row.sequence).collect();
    assert!(
        sequences.is_sorted_by(|one, next| one < next),
        "{sequences:?}"
    );
    let late = step!(
        world,
        registry_clerk(),
        second,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000002".to_owned(),
        }
    );
    assert_eq!(reason(&late.unwrap_err()), "NOT_THIS_PLEDGE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pledge_that_is_taken_back_gives_its_place_on() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let first = filed(&world, &[&right]).await;
    let by_owner = step!(
        world,
        applicant(),
        first,
        withdraw_pledge,
        WithdrawPledgeRequest {}
    );
    assert_eq!(reason(&by_owner.unwrap_err()), "DEBT_NOT_SETTLED");
    let number = biz_no();
    let withdrawn = step!(
        world,
        banker(),
        first,
        withdraw_pledge,
        WithdrawPledgeRequest {
            biz_no: number.clone(),
        }
    )
    .unwrap();
    assert_eq!(
        (withdrawn.state(), withdrawn.ended_on.as_str()),
        (pledge::State::Withdrawn, World::CALM)
    );
    let asked = GetInstructionRequest {
        biz_no: number,
        ..GetInstructionRequest::default()
    };
    let instruction = call!(world, &banker(), get_instruction, asked).unwrap();
    assert_eq!(instruction.case, first.name);
    let late = step!(
        world,
        registry_clerk(),
        withdrawn,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000002".to_owned(),
        }
    );
    assert_eq!(reason(&late.unwrap_err()), "STATE_FORBIDS");
    assert_eq!(
        world.events_of(&first.name).await,
        [
            "PledgePrepared",
            "PledgeAgreedTo",
            "PledgeFiled",
            "PledgeWithdrawn"
        ]
    );

    let second = prepared(&world, &other_banker(), "bank-2", &[&right]).await;
    let second = filed_by_owner(&world, &second).await.unwrap();
    let second = filed_by_bank(&world, &other_banker(), &second)
        .await
        .unwrap();
    // The pledgor gives the place up once its application came to nothing.
    let gone = WithdrawApplicationRequest {
        name: second.application.clone(),
        request_id: id(),
        ..WithdrawApplicationRequest::default()
    };
    call!(world, &applicant(), withdraw_application, gone).unwrap();
    let second = step!(
        world,
        applicant(),
        second,
        withdraw_pledge,
        WithdrawPledgeRequest {}
    )
    .unwrap();
    assert_eq!(second.state(), pledge::State::Withdrawn);
    let free = seen(&world, &right).await;
    let ends: Vec<_> = free.reservations.iter().map(|row| row.end()).collect();
    assert_eq!(
        (free.encumbrance(), ends),
        (
            asset::Encumbrance::Free,
            vec![reservation::End::Withdrawn; 2]
        )
    );
    // What is not filed yet keeps no place, and either side may leave it.
    let third = prepared(&world, &banker(), "bank-1", &[&right]).await;
    let third = step!(
        world,
        applicant(),
        third,
        withdraw_pledge,
        WithdrawPledgeRequest {}
    )
    .unwrap();
    assert_eq!(third.state(), pledge::State::Withdrawn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_that_answers_late_refuses_all_the_same() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let late = filed(&world, &[&right]).await;
    world.advance_to("2025-04-03");
    let free = asset::Encumbrance::Free;
    let lapsed = settled(SOON, free, async || {
        seen(&world, &right).await.encumbrance()
    });
    assert_eq!(lapsed.await, free);
    let refused = step!(
        world,
        registry_clerk(),
        late,
        refuse_pledge,
        RefusePledgeRequest {
            code: "OTHER".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(refused.state(), pledge::State::Refused);
    let kept = seen(&world, &right).await;
    assert_eq!(kept.reservations[0].end(), reservation::End::Lapsed);
}
