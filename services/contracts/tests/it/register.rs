//! The register: each paper once, numbers, rates of exchange, and what a form is told beforehand.
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::*;
use tonic::Code;

use crate::step;
use crate::world::{self, World, applicant, call, id, person, reason, registrar, second_registrar};

async fn reviewed(world: &World, form: Form) -> Contract {
    let accepted = world.accept(&world.submitted(form).await).await.unwrap();
    world.classify(&accepted).await
}

#[tokio::test]
async fn the_same_paper_is_registered_once() {
    let world = World::on("2025-03-03").await;
    let form = world::form();
    let waiting = reviewed(&world, form.clone()).await;
    assert_eq!(waiting.warnings, []);
    world.registered(form.clone()).await;
    // Spaces make no other paper of it.
    let spaced = Form {
        project_name: format!(" {} ", form.project_name),
        ..form.clone()
    };
    let warned = world.accept(&world.submitted(spaced).await).await.unwrap();
    let codes: Vec<_> = warned
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect();
    assert_eq!(codes, ["DUPLICATE_REGISTRATION"]);
    for twin in [waiting, world.classify(&warned).await] {
        let refused = world
            .register(&twin, &second_registrar())
            .await
            .unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::AlreadyExists, "DUPLICATE_REGISTRATION")
        );
    }
    let other = Form {
        sign_date: "2025-02-21".to_owned(),
        ..form
    };
    assert_eq!(world.registered(other).await.state(), State::Registered);
}

#[tokio::test]
async fn an_agent_shows_an_authorisation_before_it_files() {
    let world = World::on("2025-03-03").await;
    let form = Form {
        seller: Some(FormParty {
            organisation: "seller-9".to_owned(),
            ..world::form().seller.unwrap()
        }),
        ..world::form()
    };
    let draft = world.drafted(form).await;
    assert_eq!(draft.missing_materials, ["CONTRACT_TEXT", "AUTHORISATION"]);
    world.upload(&draft.name, "CONTRACT_TEXT").await;
    let refused = step!(
        world,
        applicant(),
        draft,
        submit_contract,
        SubmitContractRequest {}
    );
    assert_eq!(reason(&refused.unwrap_err()), "MATERIALS_MISSING");
    world.upload(&draft.name, "AUTHORISATION").await;
    let submitted = step!(
        world,
        applicant(),
        draft,
        submit_contract,
        SubmitContractRequest {}
    );
    assert_eq!(submitted.unwrap().state(), State::Submitted);
}

#[tokio::test]
async fn a_national_number_comes_later_and_an_unusual_one_is_kept_with_a_warning() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    let number = |number: &str| number.to_owned();
    let unusual = step!(
        world,
        registrar(),
        registered,
        record_national_number,
        RecordNationalNumberRequest {
            national_number: number("2025粤0137"),
        }
    )
    .unwrap();
    assert_eq!(unusual.warnings[0].code, "NATIONAL_NUMBER_UNUSUAL");
    let usual = step!(
        world,
        registrar(),
        unusual,
        record_national_number,
        RecordNationalNumberRequest {
            national_number: number("25440702000137"),
        }
    )
    .unwrap();
    assert_eq!(usual.warnings, []);
    assert_eq!(
        usual.registration.clone().unwrap().national_number,
        "25440702000137"
    );
    let elsewhere = person("tan", "office-440781", "440781", &["registrar"]);
    let hidden = step!(
        world,
        elsewhere,
        usual,
        record_national_number,
        RecordNationalNumberRequest {
            national_number: number("1"),
        }
    );
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    let draft = world.drafted(world::form()).await;
    let early = step!(
        world,
        registrar(),
        draft,
        record_national_number,
        RecordNationalNumberRequest {
            national_number: number("1"),
        }
    );
    assert_eq!(reason(&early.unwrap_err()), "STATE_FORBIDS");
}

#[tokio::test]
async fn a_foreign_price_is_registered_at_the_rate_of_the_day() {
    let world = World::on("2025-03-03").await;
    let form = Form {
        total_amount_fen: 0,
        currency: "USD".to_owned(),
        currency_amount_minor: 1_000_000,
        exchange_rate_e4: 71_000,
        exchange_rate_date: "2025-02-20".to_owned(),
        ..world::form()
    };
    let reviewed = reviewed(&world, form).await;
    let without = world.register(&reviewed, &second_registrar()).await;
    assert_eq!(reason(&without.unwrap_err()), "EXCHANGE_RATE_MISSING");
    let registered = step!(
        world,
        second_registrar(),
        reviewed,
        register_contract,
        RegisterContractRequest {
            exchange_rate_e4: 72_500,
        }
    )
    .unwrap();
    let entry = registered.registration.unwrap();
    assert_eq!(
        (entry.total_amount_fen, entry.technical_amount_fen),
        (7_250_000, Some(7_250_000))
    );
    assert_eq!(registered.form.unwrap().exchange_rate_date, "2025-03-03");
}

#[tokio::test]
async fn an_unknown_amount_has_no_technical_amount_anywhere() {
    let world = World::on("2025-03-03").await;
    let form = Form {
        amount_unknown: true,
        ..world::form()
    };
    let registered = world.registered(form).await;
    let certificate = GetCertificateRequest {
        name: registered.name.clone(),
    };
    let client = &mut world.client();
    let certificate = client
        .get_certificate(world.ask(&applicant(), certificate))
        .await;
    assert_eq!(certificate.unwrap().into_inner().technical_amount_fen, None);
    assert_eq!(registered.registration.unwrap().technical_amount_fen, None);
    assert_eq!(
        registered.classification.unwrap().technical_amount_fen,
        None
    );
}

#[tokio::test]
async fn a_form_is_told_its_way_before_anything_is_stored() {
    let world = World::on("2025-09-25").await;
    let check = |form: Form| {
        let mut client = world.client();
        let request = PrecheckContractRequest { form: Some(form) };
        let request = world.ask(&applicant(), request);
        async move {
            client
                .precheck_contract(request)
                .await
                .unwrap()
                .into_inner()
        }
    };
    let good = check(world::form()).await;
    assert_eq!(good.problems, []);
    assert_eq!(good.missing_materials, ["CONTRACT_TEXT"]);
    assert_eq!(
        (
            good.decision.as_str(),
            good.code.as_str(),
            good.office.as_str()
        ),
        ("RECOGNISED", "OK", "440703")
    );
    assert_eq!(
        (
            good.regime.as_str(),
            good.legal_due_on.as_str(),
            good.technical_amount_fen
        ),
        ("R2001", "2025-10-27", Some(10_000_000))
    );
    let bad = check(Form {
        kind: "打印".to_owned(),
        ..world::form()
    })
    .await;
    assert_eq!(bad.problems[0].field, "kind");
    let listed = world
        .client()
        .list_contracts(world.ask(&applicant(), Default::default()))
        .await;
    assert_eq!(listed.unwrap().into_inner().contracts, []);
}

#[tokio::test]
async fn who_comes_to_a_counter_is_named_and_goes_on_with_the_case() {
    let world = World::on("2025-03-03").await;
    let office = person("sun", "office-440703", "440703", &["service_point"]);
    let counter = || Form {
        paper_materials: vec!["CONTRACT_TEXT".to_owned()],
        ..world::form()
    };
    let import = Form {
        seller: Some(FormParty {
            display_name: "香港设计有限公司".to_owned(),
            r#type: "ENTERPRISE_HMT".to_owned(),
            division: "810000".to_owned(),
            ..Default::default()
        }),
        buyer: world::form().seller,
        ..counter()
    };
    for (form, is_import) in [(counter(), false), (import, true)] {
        let mut unnamed = form.clone();
        let side = match is_import {
            true => unnamed.buyer.as_mut(),
            false => unnamed.seller.as_mut(),
        };
        side.unwrap().organisation.clear();
        let request = CreateContractRequest {
            form: Some(unnamed),
            request_id: id(),
            ..Default::default()
        };
        let draft = call!(world, &office, create_contract, request).unwrap();
        let refused = step!(
            world,
            office,
            draft,
            submit_contract,
            SubmitContractRequest {}
        );
        let told = kezhuan_rpc::Explanation::of(&refused.unwrap_err());
        assert_eq!(told.fields[0].reason, "APPLYING_ORGANISATION_MISSING");
        let named = step!(
            world,
            office,
            draft,
            update_contract,
            UpdateContractRequest { form: Some(form) }
        )
        .unwrap();
        let submitted = step!(
            world,
            office,
            named,
            submit_contract,
            SubmitContractRequest {}
        )
        .unwrap();
        // Its own people take it from here, through row security too.
        let withdrawn = step!(
            world,
            applicant(),
            submitted,
            withdraw_contract,
            WithdrawContractRequest {
                reason: "改日再办".to_owned(),
            }
        );
        assert_eq!(withdrawn.unwrap().state(), State::Withdrawn, "{is_import}");
    }
}

#[tokio::test]
async fn the_reviewed_kind_decides_which_papers_are_missing() {
    let world = World::on("2025-03-03").await;
    let accepted = world.accept(&world.submitted(world::form()).await).await;
    let reviewed = step!(
        world,
        registrar(),
        accepted.unwrap(),
        classify_contract,
        ClassifyContractRequest {
            kind: "ZR-MM".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(reviewed.missing_materials, ["IP_PROOF"]);
    let refused = world.register(&reviewed, &second_registrar()).await;
    assert_eq!(reason(&refused.unwrap_err()), "MATERIALS_MISSING");
    world.upload(&reviewed.name, "IP_PROOF").await;
    let registered = world.register(&reviewed, &second_registrar()).await;
    assert_eq!(registered.unwrap().registration.unwrap().kind, "ZR-MM");
}

#[tokio::test]
async fn the_parts_of_a_foreign_price_are_registered_at_the_rate_of_the_day() {
    let world = World::on("2025-03-03").await;
    let part = |currency_amount_minor| PriceItem {
        r#type: "equipment".to_owned(),
        currency_amount_minor,
        ..Default::default()
    };
    let form = Form {
        total_amount_fen: 0,
        currency: "USD".to_owned(),
        currency_amount_minor: 1_000_000,
        exchange_rate_e4: 71_000,
        exchange_rate_date: "2025-02-20".to_owned(),
        price_items: vec![part(400_000)],
        paper_materials: vec!["PRICE_BREAKDOWN".to_owned()],
        ..world::form()
    };
    let submitted = world.submitted(form).await;
    assert_eq!(
        submitted.form.clone().unwrap().price_items[0].amount_fen,
        2_840_000
    );
    let accepted = world.accept(&submitted).await.unwrap();
    let in_renminbi = step!(
        world,
        registrar(),
        accepted,
        classify_contract,
        ClassifyContractRequest {
            total_amount_fen: 7_000_000,
        }
    );
    assert_eq!(
        reason(&in_renminbi.unwrap_err()),
        "AMOUNT_IN_OTHER_CURRENCY"
    );
    let reviewed = step!(
        world,
        registrar(),
        accepted,
        classify_contract,
        ClassifyContractRequest {
            currency_amount_minor: 900_000,
            price_items: vec![part(300_000)],
        }
    )
    .unwrap();
    let registered = step!(
        world,
        second_registrar(),
        reviewed,
        register_contract,
        RegisterContractRequest {
            exchange_rate_e4: 72_500,
        }
    )
    .unwrap();
    let found = registered.classification.unwrap();
    assert_eq!(
        (found.total_amount_fen, found.technical_amount_fen),
        (6_525_000, Some(4_350_000))
    );
    assert_eq!(found.currency_amount_minor, Some(900_000));
    assert_eq!(found.price_items[0].amount_fen, 2_175_000);
    // The applicant's own parts are told at that rate as well.
    assert_eq!(
        registered.form.unwrap().price_items[0].amount_fen,
        2_900_000
    );
}

#[tokio::test]
async fn a_text_in_a_foreign_language_is_registered_with_its_translation() {
    let world = World::on("2025-03-03").await;
    let form = Form {
        foreign_language: true,
        ..world::form()
    };
    let reviewed = reviewed(&world, form).await;
    assert_eq!(reviewed.missing_materials, ["TRANSLATION"]);
    let refused = world.register(&reviewed, &second_registrar()).await;
    assert_eq!(reason(&refused.unwrap_err()), "MATERIALS_MISSING");
}
