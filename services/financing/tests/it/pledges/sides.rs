//! Who speaks for a pledge whose pledgor is another than the borrower.
use kezhuan_financing::domain::loan::State as LoanState;
use kezhuan_protocol::financing::v1::*;
use tonic::Code;

use crate::secured::*;
use crate::step;
use crate::world::*;

/// A word of the second enterprise.
async fn filed_by_pledgor(world: &World, pledge: &Pledge) -> Pledge {
    step!(
        world,
        other_applicant(),
        pledge,
        file_pledge,
        FilePledgeRequest {
            channel: pledge::Channel::Counter.into(),
        }
    )
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pledgor_that_does_not_borrow_shows_its_right_by_its_word() {
    let world = World::on(World::CALM).await;
    let own = entered(&world, trademark("TM1")).await;
    let theirs = RegisterAssetRequest {
        owner: "enterprise-2".to_owned(),
        ..trademark("TM2")
    };
    let theirs = call!(world, &other_applicant(), register_asset, theirs).unwrap();
    let application = offered(&world, "bank-1", &[&own]).await;
    let request = PreparePledgeRequest {
        pledgor: "enterprise-2".to_owned(),
        ..terms(&application, &[&theirs])
    };
    let prepared = call!(world, &banker(), prepare_pledge, request).unwrap();
    let unseen = filed_by_bank(&world, &banker(), &prepared).await;
    assert_eq!(unseen.unwrap_err().code(), Code::NotFound);
    // The borrower reads the pledge of its loan, and is no side of it.
    let read = pledge_seen_by(&world, &applicant(), &prepared).await;
    assert_eq!(read.unwrap(), prepared);
    let by_borrower = filed_by_owner(&world, &prepared).await.unwrap_err();
    assert_eq!(
        (by_borrower.code(), reason(&by_borrower).as_str()),
        (Code::PermissionDenied, "NOT_A_PARTY")
    );

    let agreed = filed_by_pledgor(&world, &prepared).await;
    let filed = filed_by_bank(&world, &banker(), &agreed).await.unwrap();
    assert_eq!(
        (filed.state(), filed.channel()),
        (pledge::State::Filed, pledge::Channel::Online)
    );
    let effective = step!(
        world,
        registry_clerk(),
        filed,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000003".to_owned(),
        }
    )
    .unwrap();
    let loan = lent(&world, &effective, LoanState::Active).await;
    repaid(&world, &loan).await;
    // Who does not see the loan is told all the same that nothing is owed.
    let settled = pledge_seen_by(&world, &other_applicant(), &effective).await;
    assert_eq!(settled.unwrap().release_due_on, "2025-03-10");
    let releasing = step!(
        world,
        other_applicant(),
        effective,
        request_pledge_release,
        RequestPledgeReleaseRequest {}
    )
    .unwrap();
    assert_eq!(releasing.state(), pledge::State::Releasing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transferred_right_stays_pledged_and_is_released_by_its_pledgor() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let pledge = effective(&world, &[&right]).await;
    let pledged = seen(&world, &right).await;
    let by_owner = step!(
        world,
        applicant(),
        pledged,
        transfer_asset,
        TransferAssetRequest {
            to: "enterprise-2".to_owned(),
            pledgee_consents: true,
        }
    );
    assert_eq!(reason(&by_owner.unwrap_err()), "ROLE_MISSING");
    let unconsented = step!(
        world,
        registry_clerk(),
        pledged,
        transfer_asset,
        TransferAssetRequest {
            to: "enterprise-2".to_owned(),
        }
    );
    assert_eq!(reason(&unconsented.unwrap_err()), "PLEDGEE_CONSENT_MISSING");
    let moved = step!(
        world,
        registry_clerk(),
        pledged,
        transfer_asset,
        TransferAssetRequest {
            to: "enterprise-2".to_owned(),
            pledgee_consents: true,
        }
    )
    .unwrap();
    assert_eq!(moved.encumbrance(), asset::Encumbrance::Pledged);
    let loan = lent(&world, &pledge, LoanState::Active).await;
    repaid(&world, &loan).await;
    let releasing = step!(
        world,
        applicant(),
        pledge,
        request_pledge_release,
        RequestPledgeReleaseRequest {}
    )
    .unwrap();
    let released = step!(
        world,
        registry_clerk(),
        releasing,
        release_pledge,
        ReleasePledgeRequest {}
    )
    .unwrap();
    assert_eq!(released.state(), pledge::State::Released);
    let free = seen_by(&world, &other_applicant(), &right).await.unwrap();
    assert_eq!(
        (free.encumbrance(), free.owner.as_str()),
        (asset::Encumbrance::Free, "enterprise-2")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_went_over_to_a_loan_of_another_pledge_is_settled() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let effective = effective(&world, &[&right]).await;
    let loan = lent(&world, &effective, LoanState::Active).await;
    renewed(&world, &loan).await;
    let settled = pledge_seen_by(&world, &applicant(), &effective).await;
    assert_eq!(settled.unwrap().release_due_on, "2025-03-10");
}
