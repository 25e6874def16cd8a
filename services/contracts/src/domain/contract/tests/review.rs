use super::*;
use crate::domain::recognition::{Decision, Ground};
use crate::domain::time_limit::Track;

pub fn found(desk: &Desk) -> &Classification {
    desk.contract.classification.as_ref().unwrap()
}

pub fn reject(ground: Ground) -> Command {
    Command::Reject {
        ground,
        note: String::new(),
    }
}

#[test]
fn the_first_review_fixes_kind_total_and_technical_amount() {
    let mut goods = form();
    goods.price_items = vec![
        testing::goods("equipment", 30_000),
        testing::goods("material", 5_000),
    ];
    let desk = Desk::reviewed(goods);
    let found = found(&desk);
    assert_eq!(found.total, Fen::from_yuan(100_000));
    assert_eq!(found.technical, Some(Fen::from_yuan(65_000)));
    assert_eq!(
        (found.decision, found.ground, found.low_technical_share),
        (Decision::Recognised, None, false)
    );
    assert_eq!(found.at_version, desk.contract.version);
}

#[test]
fn the_reviewer_s_view_prevails_and_the_form_stays_the_applicant_s() {
    let view = Review {
        kind: Some(crate::domain::kind::Kind::GeneralService),
        price_items: Some(vec![testing::goods("equipment", 40_000)]),
        findings: Some(crate::domain::form::Findings {
            routine: true,
            ..Default::default()
        }),
        ..Review::default()
    };
    let desk = Desk::accepted(form()).take(&registrar(), Command::Classify(view));
    assert_eq!(found(&desk).ground, Some(Ground::RoutineService));
    assert_eq!(found(&desk).technical, Some(Fen::from_yuan(60_000)));
    assert_eq!(desk.contract.kind_code(), "FW-YB");
    assert_eq!(desk.contract.form, form());
    assert_eq!(
        desk.reason(&second(), reject(Ground::NoInnovation)),
        "GROUND_OF_ANOTHER_KIND"
    );
    let negative = Review {
        price_items: Some(vec![testing::goods("equipment", -1)]),
        ..Review::default()
    };
    let accepted = Desk::accepted(form());
    assert_eq!(
        accepted.reason(&registrar(), Command::Classify(negative)),
        "PRICE_ITEMS_INVALID"
    );
}

#[test]
fn an_unknown_amount_has_no_certified_technical_amount_and_blocks_nothing() {
    let mut unknown = form();
    unknown.amount_unknown = true;
    unknown.total_amount = Fen::ZERO;
    let desk = Desk::registered(unknown);
    assert_eq!(desk.contract.technical(), None);
    assert_eq!(desk.contract.claim_facts().unwrap().technical, None);
}

#[test]
fn what_a_supplement_cures_is_asked_for_before_it_counts() {
    let mut unauthorised = form();
    unauthorised.findings.authorisation_missing = true;
    let desk = Desk::accepted(unauthorised);
    assert_eq!(
        desk.reason(&registrar(), classify()),
        "CURABLE_BY_SUPPLEMENT"
    );
    let desk = desk
        .take(&registrar(), Command::AskSupplement { note: note() })
        .take(
            &applicant(),
            Command::FileSupplement {
                form: None,
                promised_working_days: None,
            },
        )
        .take(&registrar(), classify());
    assert_eq!(found(&desk).decision, Decision::Returned);
    assert_eq!(desk.reason(&second(), register()), "NOT_RECOGNISED");
    assert!(
        desk.ask(&second(), reject(Ground::AuthorisationMissing))
            .is_ok()
    );
    assert_eq!(
        Desk::reviewed(form()).reason(&second(), reject(Ground::PriceUnclear)),
        "CURABLE_BY_SUPPLEMENT"
    );
}

#[test]
fn a_ground_that_is_a_fact_must_be_one_and_another_view_needs_its_reason() {
    let noted = |ground| Command::Reject {
        ground,
        note: note(),
    };
    let desk = Desk::reviewed(form());
    assert_eq!(
        desk.reason(&second(), noted(Ground::NoTechnicalAmount)),
        "GROUND_NOT_MET"
    );
    // The first review recognised it: who does not says why.
    assert_eq!(
        desk.reason(&second(), reject(Ground::NoInnovation)),
        "REASON_MISSING"
    );
    assert!(desk.ask(&second(), noted(Ground::NoInnovation)).is_ok());
    let mut unknown = form();
    unknown.amount_unknown = true;
    assert_eq!(
        Desk::reviewed(unknown).reason(&second(), noted(Ground::NoTechnicalAmount)),
        "GROUND_NOT_MET"
    );
    let mut licence = form();
    licence.kind = "XK-ZL".into();
    licence.intellectual_property_type = "PATENT_INVENTION".into();
    licence.patent_number = "ZL201110269715.3".to_owned();
    licence.licence_mode = "SOLE".into();
    licence.patent_expiry = "2031-05-31".into();
    licence.licence_end = "2031-05-31".into();
    assert_eq!(
        Desk::reviewed(licence.clone()).reason(&second(), noted(Ground::LicenceBeyondTerm)),
        "GROUND_NOT_MET"
    );
    licence.licence_end = "2031-06-01".into();
    let beyond = Desk::reviewed(licence);
    // The first review came to the same ground, which says it all.
    let rejected = reject(Ground::LicenceBeyondTerm);
    assert!(beyond.ask(&second(), rejected).is_ok());
}

#[test]
fn the_second_reviewer_is_another_person_with_that_right() {
    let desk = Desk::reviewed(form());
    let both = Actor::person(
        "rui",
        "office-440703",
        OFFICE,
        [Role::Registrar, Role::Registrar2],
    );
    for command in [
        register(),
        reject(Ground::NotInForce),
        Command::SendBack { note: note() },
        Command::AskExpertReview,
    ] {
        assert_eq!(desk.reason(&both, command.clone()), "SAME_REVIEWER");
        assert_eq!(desk.reason(&registrar(), command.clone()), "ROLE_MISSING");
        let own = Actor::person("own", "buyer", OFFICE, [Role::Registrar2]);
        assert_eq!(desk.reason(&own, command), "OWN_ORGANISATION");
    }
}

#[test]
fn what_is_sent_back_is_reviewed_anew() {
    let desk = Desk::reviewed(form());
    assert_eq!(
        desk.reason(
            &second(),
            Command::SendBack {
                note: " ".to_owned()
            }
        ),
        "REASON_MISSING"
    );
    let back = desk.take(&second(), Command::SendBack { note: note() });
    assert_eq!(
        (back.contract.state, &back.contract.classification),
        (State::Accepted, &None)
    );
    let again = back.take(&registrar(), classify());
    assert_eq!(again.contract.refusal, None);
}

#[test]
fn registration_needs_a_complete_file() {
    let mut desk = Desk::reviewed(form());
    desk.materials.clear();
    assert_eq!(desk.reason(&second(), register()), "MATERIALS_MISSING");
}

#[test]
fn after_the_review_its_kind_and_parts_decide_what_the_file_needs() {
    let view = |kind, price_items| {
        Command::Classify(Review {
            kind,
            price_items,
            ..Review::default()
        })
    };
    let goods = || vec![testing::goods("equipment", 20_000)];
    let attached: BTreeSet<Material> = [Material::ContractText].into();
    let mut with_goods = form();
    with_goods.price_items = goods();
    let transfer = Some(crate::domain::kind::Kind::SecretTransfer);
    let proof = Some("materials.IP_PROOF");
    let breakdown = Some("materials.PRICE_BREAKDOWN");
    for (form, view, missing) in [
        (form(), view(None, None), None),
        (form(), view(transfer, None), proof),
        (form(), view(None, Some(goods())), breakdown),
        (with_goods.clone(), view(None, None), breakdown),
        (with_goods, view(None, Some(Vec::new())), None),
    ] {
        let mut desk = Desk::accepted(form).take(&registrar(), view.clone());
        desk.materials = attached.clone();
        let asked = desk.ask(&second(), register());
        let told = asked.err().map(|refused| refused.fields[0].field.clone());
        assert_eq!(told.as_deref(), missing, "{view:?}");
        assert_eq!(
            desk.contract.missing_materials(&attached).is_empty(),
            missing.is_none()
        );
    }
    // What was filed as a transfer and is none needs no proof of a right.
    let mut filed = form();
    filed.kind = "ZR-MM".into();
    let service = Some(crate::domain::kind::Kind::GeneralService);
    let mut desk = Desk::accepted(filed).take(&registrar(), view(service, None));
    desk.materials = attached;
    assert!(desk.ask(&second(), register()).is_ok());
}

#[test]
fn a_registration_has_its_number_its_version_and_its_event() {
    let desk = Desk::reviewed(form())
        .on("2025-03-10")
        .take(&second(), register());
    let entry = desk.contract.registration.as_ref().unwrap();
    assert_eq!(
        (entry.registered_on, entry.in_force_from),
        (date("2025-03-10"), date("2025-03-10"))
    );
    let version = desk.last.as_ref().unwrap().new_version.as_ref().unwrap();
    assert_eq!((version.form_version, &version.form), (1, &form()));
    let Event::ContractRegistered { version } = desk.event() else {
        panic!("{:?}", desk.event())
    };
    assert_eq!(version.total, Fen::from_yuan(100_000));
    assert_eq!(version.technical, Some(Fen::from_yuan(100_000)));
    assert_eq!(
        (version.seller_division.as_str(), version.form_version),
        (OFFICE, 1)
    );
    // Both parties, so that others can tell whose contract it is.
    let of = form();
    assert_eq!(
        (
            version.seller_organisation.as_str(),
            version.buyer_organisation.as_str()
        ),
        ("seller", "buyer")
    );
    assert_eq!(
        (&version.seller_credit_code, &version.buyer_credit_code),
        (&of.seller.credit_code, &of.buyer.credit_code)
    );
    let facts = desk.contract.claim_facts().unwrap();
    assert!(facts.in_force);
    assert_eq!(facts.office.as_deref(), Some("office-440703"));
    let certificate = crate::domain::certificate::certificate(&desk.contract).unwrap();
    assert_eq!(certificate.certificate_number, "KZ-TCZ-2025-440703-000001");
    let draft = Desk::draft(form()).contract;
    assert_eq!(
        crate::domain::certificate::certificate(&draft)
            .unwrap_err()
            .reason,
        "CERTIFICATE_NONE"
    );
}

#[test]
fn the_expert_track_needs_three_experts_on_this_very_review() {
    let large = Desk::submitted(form_2026(5_000_000))
        .on("2026-03-02")
        .take(&registrar(), accept())
        .take(&registrar(), classify());
    assert_eq!(
        large.contract.acceptance.as_ref().unwrap().track,
        Track::Expert
    );
    assert_eq!(
        large.reason(&second(), register()),
        "EXPERT_OPINION_MISSING"
    );
    let hearing = large
        .take(&second(), Command::AskExpertReview)
        .take(&expert("e1"), opinion());
    assert_eq!(hearing.reason(&expert("e1"), opinion()), "EXPERT_HEARD");
    assert_eq!(hearing.reason(&registrar(), opinion()), "ROLE_MISSING");
    let first = Actor::person("rui", "academy", OFFICE, [Role::Expert]);
    assert_eq!(hearing.reason(&first, opinion()), "SAME_REVIEWER");
    let own = Actor::person("own", "seller", OFFICE, [Role::Expert]);
    assert_eq!(hearing.reason(&own, opinion()), "OWN_ORGANISATION");
    let hearing = hearing.take(&expert("e2"), opinion());
    assert_eq!(hearing.contract.state, State::ExpertReview);
    let heard = hearing.take(&expert("e3"), opinion());
    assert_eq!(heard.contract.state, State::FirstReviewed);
    assert!(heard.ask(&second(), register()).is_ok());
    // Another first review is another version: what was said of the old one does not count.
    let again = heard
        .take(&second(), Command::SendBack { note: note() })
        .take(&registrar(), classify());
    assert_eq!(
        again.reason(&second(), register()),
        "EXPERT_OPINION_MISSING"
    );
}

#[test]
fn a_dispute_moves_a_small_contract_to_the_longer_track_of_2026_only() {
    let older = Desk::accepted(form()).take(&registrar(), disputed());
    assert_eq!(
        older.contract.acceptance.as_ref().unwrap().track,
        Track::Standard
    );
    assert!(older.ask(&second(), register()).is_ok());
    assert!(older.ask(&second(), Command::AskExpertReview).is_ok());
    let newer = Desk::submitted(form_2026(100_000))
        .on("2026-03-02")
        .take(&registrar(), accept());
    assert_eq!(newer.contract.due_on(), Some(date("2026-03-23")));
    let newer = newer.take(&registrar(), disputed());
    assert_eq!(newer.contract.due_on(), Some(date("2026-04-14")));
    assert_eq!(
        newer.reason(&second(), register()),
        "EXPERT_OPINION_MISSING"
    );
    assert_eq!(
        Desk::reviewed(form()).reason(&second(), Command::AskExpertReview),
        "EXPERT_TRACK_NOT_NEEDED"
    );
}

#[test]
fn an_expert_on_a_contract_does_not_decide_on_it() {
    let both = Actor::person(
        "gao",
        "office-440703",
        OFFICE,
        [Role::Expert, Role::Registrar2],
    );
    let heard = Desk::submitted(form_2026(6_000_000))
        .on("2026-02-10")
        .take(&registrar(), accept())
        .take(&registrar(), classify())
        .take(&second(), Command::AskExpertReview)
        .take(&expert("e1"), opinion())
        .take(&expert("e2"), opinion())
        .take(&both, opinion());
    assert_eq!(heard.reason(&both, register()), "SAME_REVIEWER");
    assert_eq!(
        heard.reason(&both, reject(Ground::NotInForce)),
        "SAME_REVIEWER"
    );
    assert!(heard.ask(&second(), register()).is_ok());
}

#[test]
fn a_contract_whose_term_had_ended_when_it_was_filed_is_not_recognised() {
    let mut ended = form();
    ended.term_end = "2025-03-02".into();
    let reviewed = Desk::reviewed(ended);
    assert_eq!(found(&reviewed).ground, Some(Ground::NotInForce));
    assert_eq!(reviewed.reason(&second(), register()), "NOT_RECOGNISED");
    // What ends while the office has it was filed in time, and is amended later all the same.
    let mut ending = form();
    ending.term_end = "2025-03-03".into();
    let registered = Desk::submitted(ending.clone())
        .on("2025-03-10")
        .take(&registrar(), accept())
        .take(&registrar(), classify())
        .take(&second(), register());
    ending.total_amount = Fen::from_yuan(90_000);
    let review = Command::ReviewAmendment(Review::default());
    let amended = registered
        .on("2025-06-02")
        .take(&applicant(), ask_amendment(ending))
        .take(&registrar(), review)
        .take(&second(), approve());
    assert_eq!(amended.contract.form_version, 2);
}

#[test]
fn a_national_number_is_recorded_by_the_office_while_the_registration_lasts() {
    let registered = Desk::registered(form()).contract;
    let record = |contract: &Contract, number: &str, actor: &Actor| {
        record_national_number(contract, number, actor).map_err(|refused| refused.reason)
    };
    let after = record(&registered, " 25440702000138 ", &registrar()).unwrap();
    let number = after.registration.as_ref().unwrap().national_number.clone();
    assert_eq!(number.as_deref(), Some("25440702000138"));
    assert_eq!(
        (after.version, after.event_sequence),
        (registered.version + 1, registered.event_sequence)
    );
    assert_eq!(
        record(&registered, " ", &second()),
        Err("NATIONAL_NUMBER_MISSING")
    );
    assert_eq!(record(&registered, "1", &applicant()), Err("ROLE_MISSING"));
    let reviewed = Desk::reviewed(form()).contract;
    assert_eq!(record(&reviewed, "1", &registrar()), Err("STATE_FORBIDS"));
}
