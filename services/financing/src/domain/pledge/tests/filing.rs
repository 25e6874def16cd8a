//! From the contract to the register.
use super::*;
use crate::domain::asset::{Encumbrance, Legal};

#[test]
fn a_pledge_names_its_rights_once_and_is_the_bank_s_to_prepare() {
    let reason = |new, actor: &Actor| prepare(new, actor).unwrap_err().reason;
    assert_eq!(reason(new_pledge(7, &[]), &banker()), "ASSETS_INVALID");
    assert_eq!(
        reason(new_pledge(7, &[1, 2, 1]), &banker()),
        "ASSETS_INVALID"
    );
    assert_eq!(reason(new_pledge(7, &[1]), &enterprise()), "ROLE_MISSING");
    let mut nothing = new_pledge(7, &[1]);
    nothing.secured = Fen::ZERO;
    assert_eq!(reason(nothing, &banker()), "AMOUNT_NOT_POSITIVE");
}

#[test]
fn it_takes_both_sides_to_file() {
    let assets = [patent(1)];
    let desk = desk(&assets);
    for (first, second) in [(banker(), enterprise()), (enterprise(), banker())] {
        let agreed = desk.done(&prepared(), &first, file());
        assert_eq!(
            (agreed.pledge.state, agreed.of_assets.len()),
            (State::Prepared, 0)
        );
        assert_eq!(
            desk.refused(&agreed.pledge, &first, file()),
            "ALREADY_AGREED"
        );
        let filed = desk.done(&agreed.pledge, &second, file());
        assert_eq!(filed.pledge.state, State::Filed);
        // Two working days on line.
        assert_eq!(filed.pledge.answer_due_on, Some(date("2026-01-07")));
        let (pledge, bank) = (Uuid::from_u128(7), "bank".to_owned());
        let reserve = asset::Command::Reserve { pledge, bank };
        assert_eq!(filed.of_assets, [(Uuid::from_u128(1), reserve)]);
    }
    let stranger = Actor::person("x", "other", "", [Role::Bank]);
    assert_eq!(desk.refused(&prepared(), &stranger, file()), "NOT_A_PARTY");
}

#[test]
fn every_ground_of_the_law_refuses_the_filing() {
    type Change = fn(&mut IpAsset, &mut Pledge);
    let cases: [(Change, Ground); 9] = [
        (
            |asset, _| asset.owner = "other".to_owned(),
            Ground::NotOwner,
        ),
        (|asset, _| asset.legal = Legal::Invalidated, Ground::Status),
        (|asset, _| asset.legal = Legal::Grace, Ground::AnnualFee),
        (
            |asset, _| asset.preserved_since = Some(date("2026-01-01")),
            Ground::Preservation,
        ),
        (
            |_, pledge| pledge.debt_end = date("2030-03-16"),
            Ground::DebtBeyondTerm,
        ),
        (
            |asset, _| asset.co_owners = vec!["co".to_owned()],
            Ground::CoOwner,
        ),
        (
            |asset, _| asset.encumbrance = Encumbrance::Pledged,
            Ground::AlreadyPledged,
        ),
        (
            |_, pledge| pledge.assets[0].same_day_invention = true,
            Ground::SameDayInvention,
        ),
        (
            |asset, _| asset.legal = Legal::Challenged,
            Ground::Invalidation,
        ),
    ];
    for (change, ground) in cases {
        let (mut asset, mut pledge) = (patent(1), prepared());
        change(&mut asset, &mut pledge);
        let assets = [asset];
        let refused = desk(&assets).ask(&pledge, &banker(), file()).unwrap_err();
        let found: Vec<_> = refused.fields.iter().map(|field| field.reason).collect();
        assert_eq!(
            (refused.reason, found),
            ("NOT_REGISTRABLE", vec![ground.as_str()])
        );
        assert_eq!(refused.fields[0].field, "assets[0]");
    }
    assert_eq!(
        desk(&[]).refused(&prepared(), &banker(), file()),
        "ASSET_UNKNOWN"
    );
}

#[test]
fn who_is_informed_and_agrees_may_pledge_a_challenged_right() {
    let mut asset = patent(1);
    asset.legal = Legal::Challenged;
    asset.co_owners = vec!["co".to_owned()];
    let mut pledge = prepared();
    pledge.assets[0].informed = true;
    pledge.assets[0].co_owner_consent = true;
    pledge.debt_end = date("2030-03-15");
    let assets = [asset];
    assert!(desk(&assets).ask(&pledge, &banker(), file()).is_ok());
}

#[test]
fn a_defect_is_corrected_without_losing_the_place() {
    let assets = [patent(1)];
    let filed = filed(&assets);
    let desk = desk(&assets);
    let defect = Command::FindDefect {
        defect: "the contract lacks its amount".to_owned(),
    };
    assert_eq!(
        desk.refused(&filed, &banker(), defect.clone()),
        "ROLE_MISSING"
    );
    let correcting = desk.done(&filed, &clerk(), defect).pledge;
    assert_eq!(correcting.state, State::Correcting);
    assert_eq!(
        desk.refused(&correcting, &clerk(), register()),
        "STATE_FORBIDS"
    );
    let again = desk.done(&correcting, &enterprise(), Command::Refile);
    assert_eq!(
        (again.pledge.state, again.pledge.defect),
        (State::Filed, None)
    );
    assert!(matches!(
        again.of_assets[0].1,
        asset::Command::Reserve { .. }
    ));
}

#[test]
fn it_is_taken_back_before_the_registry_has_decided() {
    let assets = [reserved(1, 7)];
    let mut desk = desk(&assets);
    let withdraw = || Command::Withdraw;
    for side in [banker(), enterprise()] {
        let withdrawn = desk.done(&prepared(), &side, withdraw());
        assert_eq!(withdrawn.pledge.state, State::Withdrawn);
        assert_eq!(withdrawn.event, Event::PledgeWithdrawn);
    }
    let stranger = Actor::person("x", "other", "", [Role::Bank]);
    assert_eq!(
        desk.refused(&prepared(), &stranger, withdraw()),
        "NOT_A_PARTY"
    );

    let free = [patent(1)];
    let filed = filed(&free);
    let defect = Command::FindDefect {
        defect: "the contract lacks its amount".to_owned(),
    };
    let correcting = desk.done(&filed, &clerk(), defect).pledge;
    let pledge = Uuid::from_u128(7);
    for before in [&filed, &correcting] {
        let by_bank = desk.done(before, &banker(), withdraw());
        let given_up = (Uuid::from_u128(1), asset::Command::Withdraw { pledge });
        assert_eq!(by_bank.of_assets, [given_up]);
        // The places are the bank's as long as something is to be secured.
        assert_eq!(
            desk.refused(before, &enterprise(), withdraw()),
            "DEBT_NOT_SETTLED"
        );
    }
    desk.debt = Debt::Settled;
    assert!(desk.ask(&filed, &enterprise(), withdraw()).is_ok());
    let effective = desk.done(&filed, &clerk(), register()).pledge;
    assert_eq!(
        desk.refused(&effective, &banker(), withdraw()),
        "STATE_FORBIDS"
    );
}

#[test]
fn a_challenged_right_whose_fee_is_late_has_both_grounds() {
    let new = NewAsset {
        id: Uuid::from_u128(1),
        kind: AssetKind::Invention,
        number: "ZL201110269715.3".to_owned(),
        owner: "acme".to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2019-01-02"),
        expires_on: None,
        fee_paid_through: 6,
    };
    let mut late = asset::register(new, &enterprise()).unwrap();
    // The seventh fee fell due on 2025-01-02; its grace period is over.
    let found = |late: &IpAsset| -> Vec<&'static str> {
        let assets = [late.clone()];
        let refused = desk(&assets).ask(&prepared(), &banker(), file());
        let fields = refused.unwrap_err().fields;
        fields.iter().map(|field| field.reason).collect()
    };
    assert_eq!(found(&late), ["ANNUAL_FEE"]);
    late.legal = Legal::Challenged;
    assert_eq!(found(&late), ["ANNUAL_FEE", "INVALIDATION"]);
    late.fee_paid_through = 12;
    assert_eq!(found(&late), ["INVALIDATION"]);
}

#[test]
fn the_registry_registers_or_refuses() {
    let assets = [patent(1)];
    let (desk, filed) = (desk(&assets), filed(&assets));
    let pledge = Uuid::from_u128(7);
    let registered = desk.done(&filed, &clerk(), register());
    assert!(registered.pledge.is_effective());
    assert_eq!(
        registered.of_assets[0].1,
        asset::Command::Register { pledge }
    );
    let refuse = |code: &str| Command::Refuse {
        code: code.to_owned(),
        note: String::new(),
    };
    let kept = [reserved(1, 7)];
    let refused = self::desk(&kept).done(&filed, &clerk(), refuse("OTHER"));
    assert_eq!(refused.pledge.state, State::Refused);
    assert_eq!(refused.of_assets[0].1, asset::Command::Refuse { pledge });
    // The registry may refuse after the place lapsed, or after another took it over.
    for lost in [patent(1), reserved(1, 8)] {
        let lost = [lost];
        let refused = self::desk(&lost).done(&filed, &clerk(), refuse("OTHER"));
        assert!(refused.of_assets.is_empty());
    }
    assert_eq!(
        desk.refused(&filed, &clerk(), refuse("no")),
        "REFUSAL_CODE_INVALID"
    );
    let own = Actor::person("cai", "bank", "", [Role::RegistryClerk]);
    assert_eq!(desk.refused(&filed, &own, register()), "OWN_ORGANISATION");
}
