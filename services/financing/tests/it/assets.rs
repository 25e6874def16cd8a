//! Rights over gRPC: how they come in, what their registry says of them, who sees what, and what they are worth.
use kezhuan_financing::domain::party::Capacity;
use kezhuan_financing::store::parties;
use kezhuan_protocol::financing::v1::*;
use tonic::Code;

use crate::secured::*;
use crate::step;
use crate::world::*;

#[tokio::test]
async fn a_right_comes_in_once_as_its_registry_knows_it() {
    let world = looked_on(World::CALM).await;
    let request = patent(PATENTS[0]);
    let asset = call!(world, &applicant(), register_asset, request.clone()).unwrap();
    assert_eq!(
        (asset.legal(), asset.encumbrance(), asset.tenant.as_str()),
        (asset::Legal::Valid, asset::Encumbrance::Free, COUNTY)
    );
    assert_eq!(asset.expires_on, "2039-02-17");
    let fee = asset.next_fee.clone().unwrap();
    assert_eq!(
        (fee.year, fee.due_on.as_str(), fee.fee_fen, fee.state()),
        (7, "2025-02-17", 200_000, annual_fee::State::Grace)
    );
    let again = call!(world, &applicant(), register_asset, request.clone()).unwrap();
    assert_eq!(again, asset);
    assert_eq!(seen(&world, &asset).await, asset);
    assert_eq!(world.events_of(&asset.name).await, ["AssetRegistered"]);

    let twice = RegisterAssetRequest {
        request_id: id(),
        ..request.clone()
    };
    let refused = call!(world, &registry_clerk(), register_asset, twice).unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "ASSET_KNOWN")
    );
    let other = call!(
        world,
        &other_applicant(),
        register_asset,
        patent(PATENTS[1])
    );
    assert_eq!(other.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn what_no_registry_would_say_is_refused_by_its_field() {
    type Change = fn(&mut RegisterAssetRequest);
    let world = World::on(World::CALM).await;
    let wrong: [(Change, &str); 7] = [
        (
            |new| new.number = "ZL201910000001.8".to_owned(),
            "NUMBER_INVALID",
        ),
        (
            |new| new.kind = asset::Kind::Utility.into(),
            "NUMBER_OF_ANOTHER_KIND",
        ),
        (|new| new.kind = 0, "CODE_UNKNOWN"),
        (|new| new.filed_on = "17.2.2019".to_owned(), "DATE_INVALID"),
        (|new| new.fee_paid_through = -1, "NUMBER_OUT_OF_RANGE"),
        (|new| new.owner = " ".to_owned(), "ORGANISATION_MISSING"),
        (|new| new.division = "440100".to_owned(), "DIVISION_INVALID"),
    ];
    for (change, expected) in wrong {
        let mut request = patent(PATENTS[0]);
        change(&mut request);
        let refused = call!(world, &applicant(), register_asset, request).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{expected}");
        let field = fields(&refused).into_iter().map(|(_, reason)| reason);
        let said: Vec<String> = field.chain([reason(&refused)]).collect();
        assert!(said.iter().any(|said| said == expected), "{said:?}");
    }
}

#[tokio::test]
async fn a_late_fee_is_reported_by_the_registry_and_paid_year_by_year() {
    let world = looked_on(World::CALM).await;
    let asset = entered(&world, patent(PATENTS[0])).await;
    let by_owner = step!(
        world,
        applicant(),
        asset,
        report_asset_fee_late,
        ReportAssetFeeLateRequest {}
    );
    assert_eq!(by_owner.unwrap_err().code(), Code::PermissionDenied);
    let late = step!(
        world,
        registry_clerk(),
        asset,
        report_asset_fee_late,
        ReportAssetFeeLateRequest {}
    )
    .unwrap();
    assert_eq!(late.legal(), asset::Legal::Grace);
    let stale = step!(
        world,
        applicant(),
        asset,
        pay_asset_fee,
        PayAssetFeeRequest { year: 7 }
    );
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    let skipped = step!(
        world,
        applicant(),
        late,
        pay_asset_fee,
        PayAssetFeeRequest { year: 8 }
    );
    assert_eq!(reason(&skipped.unwrap_err()), "NOT_THE_NEXT_FEE");
    let early = step!(
        world,
        city_amr(),
        late,
        end_asset_grace,
        EndAssetGraceRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "FEE_NOT_SO_LATE");
    let paid = step!(
        world,
        applicant(),
        late,
        pay_asset_fee,
        PayAssetFeeRequest { year: 7 }
    )
    .unwrap();
    assert_eq!(
        (paid.legal(), paid.fee_paid_through),
        (asset::Legal::Valid, 7)
    );
    let again = step!(
        world,
        city_amr(),
        paid,
        report_asset_fee_late,
        ReportAssetFeeLateRequest {}
    );
    assert_eq!(reason(&again.unwrap_err()), "FEE_NOT_SO_LATE");
    assert_eq!(
        world.events_of(&asset.name).await,
        ["AssetRegistered", "AssetLegalChanged", "AssetLegalChanged"]
    );
}

#[tokio::test]
async fn a_right_ends_with_its_grace_period_and_with_its_term() {
    // The seventh fee fell due on 2025-02-17: its grace period ended on Monday, 2025-08-18.
    let world = looked_on("2025-09-01").await;
    let asset = entered(&world, patent(PATENTS[0])).await;
    let late = step!(
        world,
        city_amr(),
        asset,
        report_asset_fee_late,
        ReportAssetFeeLateRequest {}
    )
    .unwrap();
    let too_late = step!(
        world,
        applicant(),
        late,
        pay_asset_fee,
        PayAssetFeeRequest { year: 7 }
    );
    assert_eq!(reason(&too_late.unwrap_err()), "GRACE_OVER");
    let ended = step!(
        world,
        registry_clerk(),
        late,
        end_asset_grace,
        EndAssetGraceRequest {}
    )
    .unwrap();
    assert_eq!(ended.legal(), asset::Legal::Terminated);
    assert_eq!(ended.next_fee, None);

    let over = RegisterAssetRequest {
        expires_on: "2025-08-31".to_owned(),
        ..trademark("TM1")
    };
    let over = entered(&world, over).await;
    let ended = step!(
        world,
        city_amr(),
        over,
        end_asset_term,
        EndAssetTermRequest {}
    )
    .unwrap();
    assert_eq!(ended.legal(), asset::Legal::Terminated);
    let standing = entered(&world, trademark("TM2")).await;
    let early = step!(
        world,
        city_amr(),
        standing,
        end_asset_term,
        EndAssetTermRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "TERM_NOT_OVER");
}

#[tokio::test]
async fn a_challenged_right_is_kept_or_invalidated() {
    let world = World::on(World::CALM).await;
    let asset = entered(&world, trademark("TM1")).await;
    let challenged = step!(
        world,
        registry_clerk(),
        asset,
        file_asset_invalidation,
        FileAssetInvalidationRequest {}
    )
    .unwrap();
    assert_eq!(challenged.legal(), asset::Legal::Challenged);
    let kept = step!(
        world,
        registry_clerk(),
        challenged,
        keep_asset,
        KeepAssetRequest {}
    )
    .unwrap();
    assert_eq!(kept.legal(), asset::Legal::Valid);
    let unasked = step!(
        world,
        registry_clerk(),
        kept,
        invalidate_asset,
        InvalidateAssetRequest {}
    );
    assert_eq!(reason(&unasked.unwrap_err()), "STATE_FORBIDS");
    let challenged = step!(
        world,
        city_amr(),
        kept,
        file_asset_invalidation,
        FileAssetInvalidationRequest {}
    )
    .unwrap();
    let invalid = step!(
        world,
        city_amr(),
        challenged,
        invalidate_asset,
        InvalidateAssetRequest {}
    )
    .unwrap();
    assert_eq!(invalid.legal(), asset::Legal::Invalidated);
}

#[tokio::test]
async fn a_preservation_is_recorded_and_lifted_and_a_right_changes_hands() {
    let world = World::on(World::CALM).await;
    let asset = entered(&world, trademark("TM1")).await;
    let preserved = step!(
        world,
        registry_clerk(),
        asset,
        record_asset_preservation,
        RecordAssetPreservationRequest {}
    )
    .unwrap();
    assert_eq!(preserved.preserved_since, World::CALM);
    let lifted = step!(
        world,
        city_amr(),
        preserved,
        lift_asset_preservation,
        LiftAssetPreservationRequest {}
    )
    .unwrap();
    assert_eq!(lifted.preserved_since, "");

    let by_stranger = step!(
        world,
        other_applicant(),
        lifted,
        transfer_asset,
        TransferAssetRequest {
            to: "enterprise-2".to_owned(),
        }
    );
    assert_eq!(by_stranger.unwrap_err().code(), Code::NotFound);
    let to_nobody = step!(
        world,
        applicant(),
        lifted,
        transfer_asset,
        TransferAssetRequest {}
    );
    assert_eq!(to_nobody.unwrap_err().code(), Code::InvalidArgument);
    let moved = step!(
        world,
        applicant(),
        lifted,
        transfer_asset,
        TransferAssetRequest {
            to: "enterprise-2".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(moved.owner, "enterprise-2");
    let before = seen_by(&world, &applicant(), &moved).await;
    assert_eq!(before.unwrap_err().code(), Code::NotFound);
    let now = seen_by(&world, &other_applicant(), &moved).await.unwrap();
    assert_eq!(now.owner, "enterprise-2");
}

/// Of a patent that was entered first, and of marks, which have no fees.
async fn sorted_as_asked(world: &World) {
    let sorted = async |order_by: &str, page_token: String| {
        let request = ListAssetsRequest {
            page_size: 1,
            page_token,
            order_by: order_by.to_owned(),
            ..ListAssetsRequest::default()
        };
        call!(world, &applicant(), list_assets, request)
    };
    let earliest = sorted("fee_due_on", String::new()).await.unwrap();
    assert_eq!(earliest.assets[0].number, PATENTS[0]);
    let next = sorted("fee_due_on", earliest.next_page_token).await;
    assert_eq!(next.unwrap().assets[0].kind(), asset::Kind::Trademark);
    let oldest = sorted("create_time", String::new()).await.unwrap();
    assert_eq!(oldest.assets[0].number, PATENTS[0]);
    let unknown = sorted("colour", String::new()).await.unwrap_err();
    assert_eq!(reason(&unknown), "ORDER_INVALID");
}

#[tokio::test]
async fn lists_are_narrowed_paged_and_hold_what_the_caller_may_read() {
    let world = World::on(World::CALM).await;
    entered(&world, patent(PATENTS[0])).await;
    let mut marks = Vec::new();
    for number in ["TM1", "TM2", "TM3"] {
        marks.push(entered(&world, trademark(number)).await);
    }
    let list = async |person: &Person, filter: &str, page: (i32, &str)| {
        let request = ListAssetsRequest {
            filter: filter.to_owned(),
            page_size: page.0,
            page_token: page.1.to_owned(),
            ..ListAssetsRequest::default()
        };
        call!(world, person, list_assets, request)
    };
    let named = |answer: &ListAssetsResponse| -> Vec<String> {
        let assets = answer.assets.iter();
        assets.map(|asset| asset.number.clone()).collect()
    };
    for (filter, expected) in [
        ("fee_due_on<=\"2025-02-17\"", vec![PATENTS[0]]),
        ("fee_due_on<=\"2025-02-16\"", vec![]),
        (
            "expires_on<=\"2030-03-15\" AND kind=\"TRADEMARK\"",
            vec!["TM3", "TM2", "TM1"],
        ),
        ("expires_on<=\"2030-03-14\"", vec![]),
        ("number=\"TM2\" AND legal=\"VALID\"", vec!["TM2"]),
        ("encumbrance=\"PLEDGED\"", vec![]),
        ("preserved=true", vec![]),
        (
            "preserved=false AND kind=\"TRADEMARK\"",
            vec!["TM3", "TM2", "TM1"],
        ),
    ] {
        let answer = list(&applicant(), filter, (0, "")).await.unwrap();
        assert_eq!(named(&answer), expected, "{filter}");
    }
    sorted_as_asked(&world).await;
    let first = list(&applicant(), "", (3, "")).await.unwrap();
    assert_eq!(named(&first), ["TM3", "TM2", "TM1"]);
    let second = list(&applicant(), "", (3, &first.next_page_token)).await;
    let second = second.unwrap();
    assert_eq!(named(&second), [PATENTS[0]]);
    assert_eq!(second.next_page_token, "");
    let others = list(&other_applicant(), "", (0, "")).await.unwrap();
    assert!(others.assets.is_empty(), "{others:?}");
    for wrong in [
        "fee_due_on>=\"2025-02-17\"",
        "legal=\"DEAD\"",
        "expires_on<=soon",
    ] {
        let refused = list(&applicant(), wrong, (0, "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{wrong}");
    }
}

#[tokio::test]
async fn a_bank_values_under_its_number_a_valuer_by_request_and_no_owner_its_own() {
    let world = World::on(World::CALM).await;
    let asset = entered(&world, trademark("TM1")).await;
    let report = |biz_no: &str, value_fen| RecordAssetValuationRequest {
        name: asset.name.clone(),
        request_id: match biz_no {
            "" => id(),
            _ => String::new(),
        },
        biz_no: biz_no.to_owned(),
        purpose: valuation::Purpose::Pledge.into(),
        method: valuation::Method::Income.into(),
        valued_on: "2025-02-28".to_owned(),
        value_fen,
        ..RecordAssetValuationRequest::default()
    };
    let unseen = call!(world, &banker(), record_asset_valuation, report("V0", 500));
    assert_eq!(unseen.unwrap_err().code(), Code::NotFound);
    shown(&world, &asset, "bank-1", parties::BANK).await;
    shown(&world, &asset, "valuer-1", Capacity::Valuer.as_str()).await;
    let first = call!(world, &banker(), record_asset_valuation, report("V1", 500)).unwrap();
    let again = call!(world, &banker(), record_asset_valuation, report("V1", 500)).unwrap();
    assert_eq!(again, first);
    let other = call!(world, &banker(), record_asset_valuation, report("V1", 501));
    assert_eq!(reason(&other.unwrap_err()), "IDEMPOTENCY_CONFLICT");
    let second = call!(world, &valuer(), record_asset_valuation, report("", 400)).unwrap();
    let told: Vec<_> = second
        .valuations
        .iter()
        .map(|one| (one.valuer.as_str(), one.value_fen, one.valid_until.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("bank-1", 500, "2026-02-28"),
            ("valuer-1", 400, "2026-02-28")
        ]
    );
    let nothing = call!(world, &valuer(), record_asset_valuation, report("", 0));
    assert_eq!(reason(&nothing.unwrap_err()), "AMOUNT_NOT_POSITIVE");
    let tomorrow = RecordAssetValuationRequest {
        valued_on: "2025-03-04".to_owned(),
        ..report("", 5)
    };
    let tomorrow = call!(world, &valuer(), record_asset_valuation, tomorrow);
    assert_eq!(reason(&tomorrow.unwrap_err()), "VALUED_IN_FUTURE");
    let own = person("fu", "enterprise-1", "", &["valuer"]);
    let own = call!(world, &own, record_asset_valuation, report("", 5));
    assert_eq!(reason(&own.unwrap_err()), "OWN_ORGANISATION");
    // Nothing is pledged: nobody has to be told.
    let alerts = call!(
        world,
        &applicant(),
        list_alerts,
        ListAlertsRequest::default()
    )
    .unwrap();
    assert!(alerts.alerts.is_empty(), "{alerts:?}");
}
