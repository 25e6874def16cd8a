use super::*;

#[test]
fn a_form_with_problems_is_not_submitted_and_names_them_all() {
    let mut bad = form();
    bad.project_name.clear();
    bad.buyer.credit_code.push('X');
    let refused = Desk::draft(bad)
        .ask(&applicant(), Command::Submit)
        .unwrap_err();
    assert_eq!(refused.reason, "FORM_INVALID");
    let fields: Vec<&str> = refused
        .fields
        .iter()
        .map(|field| field.field.as_str())
        .collect();
    assert_eq!(fields, ["project_name", "buyer.credit_code"]);
}

#[test]
fn without_the_contract_s_text_there_is_nothing_to_submit() {
    let mut desk = Desk::draft(form());
    desk.materials.clear();
    let refused = desk.ask(&applicant(), Command::Submit).unwrap_err();
    assert_eq!(refused.reason, "MATERIALS_MISSING");
    assert_eq!(refused.fields[0].field, "materials.CONTRACT_TEXT");
    desk.contract.form.paper_materials = vec!["CONTRACT_TEXT".into()];
    assert!(desk.ask(&applicant(), Command::Submit).is_ok());
}

#[test]
fn only_the_applicant_or_a_service_point_of_the_office_files() {
    let desk = Desk::draft(form());
    let buyer = Actor::person("bob", "buyer", "", [Role::Applicant]);
    assert_eq!(desk.reason(&buyer, Command::Submit), "NOT_THE_APPLICANT");
    assert_eq!(desk.reason(&registrar(), Command::Submit), "ROLE_MISSING");
    let elsewhere = Actor::person("sun", "point", "440781", [Role::ServicePoint]);
    assert_eq!(
        desk.reason(&elsewhere, Command::Submit),
        "NOT_THE_APPLICANT"
    );
    let helper = Actor::person("sun", "point", OFFICE, [Role::ServicePoint]);
    assert!(desk.ask(&helper, Command::Submit).is_ok());
    // Help is no decision, and the case is the applicant's to take back.
    assert_eq!(
        desk.reason(&helper, Command::Withdraw { reason: note() }),
        "ROLE_MISSING"
    );
}

#[test]
fn a_colleague_of_the_seller_may_act_and_a_helper_may_not_review() {
    let colleague = Actor::person("amy", "seller", "", [Role::Applicant]);
    let helper = Actor::person(
        "sun",
        "office-440703",
        OFFICE,
        [Role::ServicePoint, Role::Registrar],
    );
    let desk = Desk::draft(form()).take(&helper, Command::Submit);
    assert_eq!(desk.reason(&helper, accept()), "SELF_REVIEW");
    assert!(
        desk.ask(&colleague, Command::Withdraw { reason: note() })
            .is_ok()
    );
}

#[test]
fn the_office_is_the_seller_s_and_for_an_import_the_buyer_s() {
    assert_eq!(office_of(&form()), "440703");
    let mut elsewhere = form();
    elsewhere.seller.division = "440106".to_owned();
    assert_eq!(office_of(&elsewhere), "440700");
    elsewhere.buyer.division = "440781".to_owned();
    assert_eq!(office_of(&elsewhere), "440781");
    elsewhere.seller.division = "990000".to_owned();
    elsewhere.buyer.division = "440785".to_owned();
    assert_eq!(office_of(&elsewhere), "440785");
    assert_eq!(office_of(&Form::default()), "440700");
}

#[test]
fn drafts_and_returned_applications_can_be_edited_within_their_office() {
    let desk = Desk::draft(form());
    let mut changed = form();
    changed.project_name = "改名".to_owned();
    changed.buyer.organisation = "another".to_owned();
    let edited = edit(&desk.contract, changed.clone(), &applicant()).unwrap();
    assert_eq!((edited.version, edited.event_sequence), (2, 0));
    assert!(
        edited
            .parties
            .iter()
            .any(|party| party.organisation == "another")
    );
    assert!(
        !edited
            .parties
            .iter()
            .any(|party| party.organisation == "buyer")
    );
    changed.seller.division = "440781".to_owned();
    let refused = edit(&desk.contract, changed.clone(), &applicant()).unwrap_err();
    assert_eq!(refused.reason, "OFFICE_FIXED");
    let submitted = Desk::submitted(form());
    let refused = edit(&submitted.contract, form(), &applicant()).unwrap_err();
    assert_eq!(refused.reason, "STATE_FORBIDS");
}

#[test]
fn a_confidential_contract_is_kept_out() {
    let mut secret = form();
    secret.confidential = true;
    let new = |form| NewContract {
        id: uuid::Uuid::nil(),
        number: String::new(),
        paper_number: None,
        form,
    };
    let refused = draft(new(secret), &applicant()).unwrap_err();
    assert_eq!(refused.reason, "CONFIDENTIAL_OFFLINE");
    let mut reference = Form {
        confidential: true,
        offline_reference: "1号".to_owned(),
        ..Form::default()
    };
    reference.seller.division = OFFICE.to_owned();
    let contract = draft(new(reference), &applicant()).unwrap();
    let desk = Desk {
        contract,
        ..Desk::draft(form())
    };
    assert_eq!(desk.reason(&applicant(), Command::Submit), "FORM_INVALID");
}

#[test]
fn a_draft_needs_an_organisation_or_a_service_point_of_the_region() {
    let new = || NewContract {
        id: uuid::Uuid::nil(),
        number: String::new(),
        paper_number: None,
        form: form(),
    };
    let reason = |actor: Actor| draft(new(), &actor).unwrap_err().reason;
    assert_eq!(
        reason(Actor::person("ann", "", "", [Role::Applicant])),
        "ORGANISATION_MISSING"
    );
    assert_eq!(reason(registrar()), "ROLE_MISSING");
    let elsewhere = Actor::person("sun", "point", "440781", [Role::ServicePoint]);
    assert_eq!(reason(elsewhere), "NOT_THE_DECIDING_TENANT");
    let helper = Actor::person("sun", "point", OFFICE, [Role::ServicePoint]);
    let helped = draft(new(), &helper).unwrap();
    assert_eq!(helped.applicant_organisation, "");
    assert!(!helped.by_agent());
    assert!(
        !helped
            .parties
            .iter()
            .any(|party| party.organisation == "point")
    );
    let agent = Actor::person("ada", "agency", "", [Role::Applicant]);
    let party = draft(new(), &agent).unwrap().parties.pop().unwrap();
    assert_eq!(
        (party.organisation.as_str(), party.capacity),
        ("agency", Capacity::Agent)
    );
}

#[test]
fn a_returned_application_is_filed_again_within_thirty_days_or_lapses() {
    let returned = Desk::submitted(form()).take(
        &registrar(),
        Command::Return {
            ground: ReturnGround::MaterialsMissing,
            note: note(),
        },
    );
    // 30 days after Monday 3 March is Wednesday 2 April.
    assert_eq!(returned.contract.lapses_on, Some(date("2025-04-02")));
    let last_day = returned.clone().on("2025-04-02");
    assert_eq!(last_day.reason(&timer(), Command::Lapse), "NOT_YET_LAPSED");
    let again = last_day.take(&applicant(), Command::Resubmit);
    assert_eq!(
        (again.contract.state, again.contract.lapses_on),
        (State::Submitted, None)
    );
    assert_eq!(again.contract.submitted_on, Some(date("2025-04-02")));
    let late = returned.on("2025-04-03");
    assert_eq!(
        late.reason(&applicant(), Command::Resubmit),
        "RESUBMIT_LATE"
    );
    assert_eq!(late.reason(&registrar(), Command::Lapse), "NOT_BY_A_PERSON");
    assert_eq!(
        late.take(&timer(), Command::Lapse).contract.state,
        State::Lapsed
    );
}

#[test]
fn a_whole_case_survives_its_json() {
    let desk = Desk::amending(form());
    let stored = serde_json::to_value(&desk.contract).unwrap();
    assert_eq!(stored["state"], "AMENDMENT_PENDING");
    assert_eq!(stored["form"]["kind"], "KF-WT");
    assert_eq!(
        serde_json::from_value::<Contract>(stored).unwrap(),
        desk.contract
    );
}

#[test]
fn an_agent_files_with_a_written_authorisation() {
    let agent = Actor::person("yan", "agency", "", [Role::Applicant]);
    let buyer = Actor::person("bob", "buyer", "", [Role::Applicant]);
    for who in [agent, buyer] {
        let new = NewContract {
            id: uuid::Uuid::from_u128(1),
            number: "KZ-TC-2025-440703-000001".to_owned(),
            paper_number: None,
            form: form(),
        };
        let mut desk = Desk::draft(form());
        desk.contract = draft(new, &who).unwrap();
        desk.materials = [Material::ContractText].into();
        let refused = desk.ask(&who, Command::Submit).unwrap_err();
        assert_eq!(refused.reason, "MATERIALS_MISSING");
        assert_eq!(refused.fields[0].field, "materials.AUTHORISATION");
        desk.materials.insert(Material::Authorisation);
        assert!(desk.ask(&who, Command::Submit).is_ok());
        // The seller itself needs none, whoever drafted it for them.
        assert!(desk.contract.by_agent());
        // An agent is one also while nobody knows for whom.
        desk.contract.form.seller.organisation.clear();
        assert!(desk.contract.by_agent());
    }
    assert!(!Desk::draft(form()).contract.by_agent());
}

#[test]
fn a_paper_is_known_by_its_parties_day_subject_and_price() {
    let known = form().fingerprint().unwrap();
    let mut spaced = form();
    spaced.project_name = " 智能照明 控制系统研发".to_owned();
    spaced.term_end = "2027-02-19".into();
    assert_eq!(spaced.fingerprint().unwrap(), known);
    let changes: [fn(&mut Form); 5] = [
        |form| form.seller.credit_code = form.buyer.credit_code.clone(),
        |form| form.buyer.credit_code.clear(),
        |form| form.sign_date = "2025-02-21".into(),
        |form| form.project_name.push('二'),
        |form| form.total_amount = Fen(1),
    ];
    for change in changes {
        let mut other = form();
        change(&mut other);
        assert_ne!(other.fingerprint().unwrap(), known);
    }
    assert_eq!(Form::default().fingerprint(), None);
    // An amendment makes no other paper of it.
    let amended = Desk::amending(form())
        .take(&registrar(), Command::ReviewAmendment(Review::default()))
        .take(&second(), approve());
    assert_eq!(amended.contract.fingerprint(), Some(known));
}

#[test]
fn who_comes_to_a_counter_goes_on_with_the_case_themselves() {
    let helper = Actor::person("sun", "point", OFFICE, [Role::ServicePoint]);
    let new = |form| NewContract {
        id: uuid::Uuid::from_u128(1),
        number: "KZ-TC-2025-440703-000001".to_owned(),
        paper_number: None,
        form,
    };
    let mut import = form();
    import.seller = testing::party("香港设计有限公司", "91440703MA5000001", "810000", "");
    import.buyer.division = OFFICE.to_owned();
    for (mut form, organisation) in [(form(), "seller"), (import, "buyer")] {
        let applies = Actor::person("ann", organisation, "", [Role::Applicant]);
        let named = form.clone();
        let side = match form.is_import() {
            true => &mut form.buyer,
            false => &mut form.seller,
        };
        side.organisation.clear();
        let mut desk = Desk::draft(named.clone());
        desk.contract = draft(new(form), &helper).unwrap();
        let refused = desk.ask(&helper, Command::Submit).unwrap_err();
        assert_eq!(
            refused.fields[0].reason, "APPLYING_ORGANISATION_MISSING",
            "{organisation}"
        );
        // The office names them, and needs no authorisation for that.
        desk.contract = edit(&desk.contract, named, &helper).unwrap();
        desk.materials = [Material::ContractText].into();
        let desk = desk.take(&helper, Command::Submit);
        let withdraw = Command::Withdraw { reason: note() };
        assert_eq!(
            desk.take(&applies, withdraw).contract.state,
            State::Withdrawn
        );
    }
}
