//! Pledges over gRPC: from the contract's terms to the release, and what stands in the way.
mod first;
mod sides;

use kezhuan_financing::domain::loan::State as LoanState;
use kezhuan_protocol::financing::v1::*;
use tonic::Code;

use crate::secured::*;
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pledge_from_its_terms_to_its_release() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let application = offered(&world, "bank-1", &[&right]).await;
    let request = terms(&application, &[&right]);
    let prepared = call!(world, &banker(), prepare_pledge, request.clone()).unwrap();
    assert_eq!(prepared.state(), pledge::State::Prepared);
    assert_eq!(
        (
            prepared.application.as_str(),
            prepared.loan.as_str(),
            prepared.pledgor.as_str(),
            prepared.tenant.as_str()
        ),
        (
            application.name.as_str(),
            application.loan.as_str(),
            "enterprise-1",
            COUNTY
        )
    );
    let again = call!(world, &banker(), prepare_pledge, request.clone()).unwrap();
    assert_eq!(again, prepared);
    let biz_no = request.biz_no;
    let asked = GetInstructionRequest {
        biz_no,
        ..GetInstructionRequest::default()
    };
    let instruction = call!(world, &banker(), get_instruction, asked).unwrap();
    assert_eq!(instruction.case, prepared.name);

    let agreed = filed_by_bank(&world, &banker(), &prepared).await.unwrap();
    assert_eq!(agreed.state(), pledge::State::Prepared);
    let by = agreed.agreed.clone().unwrap();
    assert_eq!((by.side(), by.by.as_str()), (pledge::Side::Bank, "he"));
    let to_pledgor = pledge_seen_by(&world, &applicant(), &agreed).await.unwrap();
    assert_eq!(to_pledgor.agreed.unwrap().by, "");
    let twice = filed_by_bank(&world, &banker(), &agreed).await.unwrap_err();
    assert_eq!(reason(&twice), "ALREADY_AGREED");
    let filed = filed_by_owner(&world, &agreed).await.unwrap();
    // Online, the registry answers within two working days.
    assert_eq!(
        (filed.state(), filed.answer_due_on.as_str()),
        (pledge::State::Filed, "2025-03-05")
    );
    let reserved = seen(&world, &right).await;
    assert_eq!(reserved.encumbrance(), asset::Encumbrance::Reserved);
    assert_eq!(reserved.reservations[0].until, "2025-04-02");

    let defective = step!(
        world,
        registry_clerk(),
        filed,
        report_pledge_defect,
        ReportPledgeDefectRequest {
            defect: "缺少评估报告".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(defective.state(), pledge::State::Correcting);
    let refiled = step!(
        world,
        applicant(),
        defective,
        refile_pledge,
        RefilePledgeRequest {}
    )
    .unwrap();
    assert_eq!(refiled.defect, "");
    let unproved = step!(
        world,
        registry_clerk(),
        refiled,
        register_pledge,
        RegisterPledgeRequest {}
    );
    assert_eq!(reason(&unproved.unwrap_err()), "REASON_MISSING");
    let effective = step!(
        world,
        registry_clerk(),
        refiled,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000001".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (effective.state(), effective.effective_on.as_str()),
        (pledge::State::Effective, World::CALM)
    );
    let pledged = seen(&world, &right).await;
    assert_eq!(
        (pledged.encumbrance(), pledged.pledge.as_str()),
        (asset::Encumbrance::Pledged, effective.name.as_str())
    );

    let beyond = step!(
        world,
        registry_clerk(),
        effective,
        change_pledge,
        ChangePledgeRequest {
            secured_fen: 5,
            debt_end: "2030-03-16".to_owned(),
        }
    );
    assert_eq!(reason(&beyond.unwrap_err()), "DEBT_BEYOND_TERM");
    let changed = step!(
        world,
        registry_clerk(),
        effective,
        change_pledge,
        ChangePledgeRequest {
            secured_fen: 8_000_000,
            debt_end: "2027-06-30".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (changed.registration_version, changed.secured_fen),
        (2, 8_000_000)
    );
    assert_eq!(changed.changes[0].secured_before_fen, 10_000_000);

    let loan = lent(&world, &changed, LoanState::Active).await;
    let owed = step!(
        world,
        applicant(),
        changed,
        request_pledge_release,
        RequestPledgeReleaseRequest {}
    );
    assert_eq!(reason(&owed.unwrap_err()), "DEBT_NOT_SETTLED");
    repaid(&world, &loan).await;
    let settled = pledge_seen_by(&world, &applicant(), &changed)
        .await
        .unwrap();
    assert_eq!(settled.release_due_on, "2025-03-10");
    let releasing = step!(
        world,
        applicant(),
        settled,
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
    let free = seen(&world, &right).await;
    assert_eq!(
        (free.encumbrance(), free.pledge.as_str()),
        (asset::Encumbrance::Free, "")
    );
    let late = filed_by_owner(&world, &released).await.unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
    assert_eq!(
        world.events_of(&released.name).await,
        [
            "PledgePrepared",
            "PledgeAgreedTo",
            "PledgeFiled",
            "PledgeDefective",
            "PledgeRefiled",
            "PledgeEffective",
            "PledgeChanged",
            "PledgeReleasing",
            "PledgeReleased"
        ]
    );
    assert_eq!(
        world.events_of(&right.name).await,
        [
            "AssetRegistered",
            "AssetReserved",
            "AssetReservationExtended",
            "AssetPledged",
            "AssetFreed"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_law_forbids_is_said_of_each_right() {
    type Change = fn(&mut PreparePledgeRequest);
    let world = World::on(World::CALM).await;
    let ending = RegisterAssetRequest {
        expires_on: "2026-12-31".to_owned(),
        ..trademark("TM1")
    };
    let shared = RegisterAssetRequest {
        co_owners: vec!["他人".to_owned()],
        ..trademark("TM2")
    };
    let (ending, shared) = (entered(&world, ending).await, entered(&world, shared).await);
    let preserved = step!(
        world,
        registry_clerk(),
        shared,
        record_asset_preservation,
        RecordAssetPreservationRequest {}
    );
    preserved.unwrap();
    let application = offered(&world, "bank-1", &[&ending, &shared]).await;
    let prepare = |change: Change| {
        let mut request = terms(&application, &[&ending, &shared]);
        change(&mut request);
        request
    };
    let by_stranger = call!(world, &other_banker(), prepare_pledge, prepare(|_| {}));
    assert_eq!(by_stranger.unwrap_err().code(), Code::NotFound);
    let wrong: [(Change, &str); 5] = [
        (|new| new.assets.clear(), "ASSETS_INVALID"),
        (
            |new| new.assets[1] = new.assets[0].clone(),
            "ASSETS_INVALID",
        ),
        (|new| new.secured_fen = 0, "AMOUNT_NOT_POSITIVE"),
        (|new| new.debt_end = "soon".to_owned(), "DATE_INVALID"),
        (
            |new| new.assets[0].asset = format!("assets/{}", id()),
            "ASSET_UNKNOWN",
        ),
    ];
    for (change, expected) in wrong {
        let refused = call!(world, &banker(), prepare_pledge, prepare(change));
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    let prepared = call!(world, &banker(), prepare_pledge, prepare(|_| {})).unwrap();
    let refused = filed_by_owner(&world, &prepared).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_REGISTRABLE");
    let ground = |path: &str, reason: &str| (path.to_owned(), reason.to_owned());
    assert_eq!(
        fields(&refused),
        [
            ground("assets[0]", "DEBT_BEYOND_TERM"),
            ground("assets[1]", "PRESERVATION"),
            ground("assets[1]", "COOWNER"),
        ]
    );
    let unchosen = step!(
        world,
        applicant(),
        prepared,
        file_pledge,
        FilePledgeRequest {}
    );
    assert_eq!(reason(&unchosen.unwrap_err()), "CODE_UNKNOWN");
    assert_eq!(world.events_of(&prepared.name).await, ["PledgePrepared"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_defaulted_debt_is_realised_and_only_by_its_bank() {
    let world = World::on(World::CALM).await;
    let rights = [
        entered(&world, trademark("TM1")).await,
        entered(&world, trademark("TM2")).await,
    ];
    let pledge = effective(&world, &[&rights[0], &rights[1]]).await;
    let unlent = step!(
        world,
        banker(),
        pledge,
        realise_pledge,
        RealisePledgeRequest {
            biz_no: biz_no(),
            way: pledge::Realisation::Auction.into(),
            proceeds_fen: 4_000_000,
        }
    );
    assert_eq!(reason(&unlent.unwrap_err()), "DEBT_NOT_DEFAULTED");
    lent(&world, &pledge, LoanState::Defaulted).await;
    let by_stranger = step!(
        world,
        other_banker(),
        pledge,
        realise_pledge,
        RealisePledgeRequest {
            biz_no: biz_no(),
            way: pledge::Realisation::Auction.into(),
            proceeds_fen: 4_000_000,
        }
    );
    assert_eq!(by_stranger.unwrap_err().code(), Code::NotFound);
    let number = biz_no();
    let realised = step!(
        world,
        banker(),
        pledge,
        realise_pledge,
        RealisePledgeRequest {
            biz_no: number.clone(),
            way: pledge::Realisation::Auction.into(),
            proceeds_fen: 4_000_000,
        }
    )
    .unwrap();
    assert_eq!(realised.state(), pledge::State::Realised);
    assert_eq!(realised.realised.unwrap().proceeds_fen, 4_000_000);
    let asked = GetInstructionRequest {
        biz_no: number,
        ..GetInstructionRequest::default()
    };
    let instruction = call!(world, &banker(), get_instruction, asked).unwrap();
    assert_eq!(instruction.amount_fen, 4_000_000);
    for right in &rights {
        let free = seen(&world, right).await;
        assert_eq!(free.encumbrance(), asset::Encumbrance::Free);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_narrowed_and_stale_steps_and_strangers_refused() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let other = entered(&world, trademark("TM2")).await;
    let filed = filed(&world, &[&right]).await;
    let prepared = prepared(&world, &banker(), "bank-1", &[&other]).await;
    let list = async |person: &Person, filter: &str| {
        let request = ListPledgesRequest {
            filter: filter.to_owned(),
            ..ListPledgesRequest::default()
        };
        let answer = call!(world, person, list_pledges, request)?;
        let names = answer.pledges.into_iter().map(|pledge| pledge.name);
        Ok::<Vec<String>, tonic::Status>(names.collect())
    };
    let both = vec![prepared.name.clone(), filed.name.clone()];
    let of_right = format!("asset=\"{}\"", right.name);
    let of_loan = format!("loan=\"{}\"", prepared.loan);
    for (filter, expected) in [
        ("", both.clone()),
        ("debt_end<=\"2027-01-05\"", both.clone()),
        ("debt_end<=\"2027-01-04\"", vec![]),
        ("answer_due_on<=\"2025-03-05\"", vec![filed.name.clone()]),
        ("answer_due_on<=\"2025-03-04\"", vec![]),
        ("settled_on<=\"2030-01-01\"", vec![]),
        (
            "state=\"PREPARED\" AND bank=\"bank-1\"",
            vec![prepared.name.clone()],
        ),
        (of_right.as_str(), vec![filed.name.clone()]),
        (of_loan.as_str(), vec![prepared.name.clone()]),
    ] {
        let found = list(&banker(), filter).await.unwrap();
        assert_eq!(found, expected, "{filter}");
    }
    let wrong = list(&banker(), "asset=\"TM1\"").await.unwrap_err();
    assert_eq!(wrong.code(), Code::InvalidArgument);
    for stranger in [other_banker(), other_applicant()] {
        let found = list(&stranger, "").await.unwrap();
        assert!(found.is_empty(), "{found:?}");
        let hidden = pledge_seen_by(&world, &stranger, &filed).await;
        assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    }
    let stale = Pledge {
        etag: "v1".to_owned(),
        ..filed.clone()
    };
    let stale = step!(
        world,
        registry_clerk(),
        stale,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000001".to_owned(),
        }
    );
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    let by_party = step!(
        world,
        person("he", "bank-1", "440700", &["registry_clerk"]),
        filed,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000001".to_owned(),
        }
    );
    assert_eq!(reason(&by_party.unwrap_err()), "OWN_ORGANISATION");
}
