//! Tax estimates against the worked figures; no relief without a certified J.
use kezhuan_protocol::contracts::v1::*;

use crate::world::{self, World, applicant, call, id, registrar, second_registrar};

fn figures(estimate: &TaxEstimate) -> Vec<(&str, i64)> {
    estimate
        .figures
        .iter()
        .map(|figure| (figure.name.as_str(), figure.amount_fen))
        .collect()
}

fn line(line: &str, amount_fen: i64, same_invoice: bool) -> InvoiceLine {
    InvoiceLine {
        line: line.to_owned(),
        amount_fen,
        same_invoice,
    }
}

fn income(mode: &str, contract: &str, (income, cost, taxes): (i64, i64, i64)) -> TransferIncome {
    TransferIncome {
        contract: contract.to_owned(),
        mode: mode.to_owned(),
        income_fen: income,
        cost_fen: cost,
        taxes_fen: taxes,
        ..Default::default()
    }
}

/// The patent transfer of the worked cases.
fn transfer() -> Form {
    Form {
        kind: "ZR-ZL".to_owned(),
        intellectual_property_type: "PATENT_INVENTION".to_owned(),
        patent_number: "ZL201110269715.3".to_owned(),
        ..world::form()
    }
}

fn licence_form() -> Form {
    Form {
        kind: "XK-MM".to_owned(),
        ..world::form()
    }
}

async fn registered(world: &World, form: Form) -> Contract {
    let draft = world.drafted(form).await;
    for material in ["CONTRACT_TEXT", "IP_PROOF"] {
        world.upload(&draft.name, material).await;
    }
    let request = SubmitContractRequest {
        name: draft.name,
        etag: draft.etag,
        request_id: id(),
    };
    let submitted = call!(world, &applicant(), submit_contract, request).unwrap();
    let accepted = world.accept(&submitted).await.unwrap();
    let reviewed = world.classify(&accepted).await;
    world
        .register(&reviewed, &second_registrar())
        .await
        .unwrap()
}

#[tokio::test]
async fn the_three_estimates_give_the_worked_figures() {
    let world = World::on("2025-03-03").await;
    let contract = registered(&world, transfer()).await.name;
    let request = EstimateValueAddedTaxRequest {
        contract: contract.clone(),
        lines: vec![
            line("tech", 100_000_000, true),
            line("related", 8_000_000, true),
            line("related", 2_000_000, false),
            line("goods", 15_000_000, true),
        ],
    };
    let vat = call!(world, &registrar(), estimate_value_added_tax, request).unwrap();
    assert_eq!(
        figures(&vat),
        [("exempt", 108_000_000), ("taxable", 17_000_000)]
    );
    assert!(!vat.legal_basis.is_empty());

    let licensed = registered(&world, licence_form()).await.name;
    let licence = |years, sums| TransferIncome {
        years,
        ..income("LICENCE", &licensed, sums)
    };
    let request = EstimateCorporateIncomeTaxRequest {
        items: vec![
            licence(4, (300_000_000, 0, 0)),
            licence(5, (260_000_000, 20_000_000, 2_000_000)),
        ],
    };
    let cit = call!(world, &registrar(), estimate_corporate_income_tax, request).unwrap();
    assert_eq!(
        figures(&cit),
        [
            ("eligible", 238_000_000),
            ("exempt", 238_000_000),
            ("halved", 0),
            ("tax", 0),
            ("saved", 59_500_000)
        ]
    );
    assert_eq!(cit.excluded, ["0:LICENCE_LT_5Y"]);

    let request = EstimateStampDutyRequest {
        contract: contract.clone(),
    };
    let duty = call!(world, &registrar(), estimate_stamp_duty, request).unwrap();
    // 0.03 % of 100,000 yuan.
    assert_eq!(figures(&duty), [("stamp_duty", 3_000)]);

    let reward = |paid_on: &str, reward_fen| EstimatePersonalIncomeTaxRequest {
        contract: contract.clone(),
        institution: "PUBLIC".to_owned(),
        notice_working_days: 15,
        received_on: "2023-03-31".to_owned(),
        paid_on: paid_on.to_owned(),
        reward_fen,
    };
    let on_time = reward("2026-03-31", 30_000_001);
    let pit = call!(world, &registrar(), estimate_personal_income_tax, on_time).unwrap();
    assert_eq!(figures(&pit), [("taxable", 15_000_001)]);
    let late = reward("2026-04-01", 30_000_000);
    let pit = call!(world, &registrar(), estimate_personal_income_tax, late).unwrap();
    assert_eq!(
        (figures(&pit), pit.code.as_str()),
        (vec![("taxable", 30_000_000)], "OVER_36_MONTHS")
    );
}

#[tokio::test]
async fn a_contract_without_a_certified_amount_gives_no_relief() {
    let world = World::on("2025-03-03").await;
    let unknown = Form {
        amount_unknown: true,
        ..transfer()
    };
    let contract = registered(&world, unknown).await.name;
    let request = EstimateValueAddedTaxRequest {
        contract: contract.clone(),
        lines: vec![line("tech", 100_000_000, true)],
    };
    let vat = call!(world, &registrar(), estimate_value_added_tax, request).unwrap();
    assert_eq!(figures(&vat), [("exempt", 0), ("taxable", 100_000_000)]);
    let request = EstimateCorporateIncomeTaxRequest {
        items: vec![income("OWNERSHIP", &contract, (620_000_000, 0, 0))],
    };
    let cit = call!(world, &registrar(), estimate_corporate_income_tax, request).unwrap();
    assert_eq!(cit.excluded, ["0:NOT_REGISTERED"]);
    let request = EstimatePersonalIncomeTaxRequest {
        contract,
        institution: "PUBLIC".to_owned(),
        notice_working_days: 15,
        received_on: "2025-03-03".to_owned(),
        paid_on: "2025-06-03".to_owned(),
        reward_fen: 30_000_000,
    };
    let pit = call!(world, &registrar(), estimate_personal_income_tax, request).unwrap();
    assert_eq!(pit.code, "NOT_REGISTERED");
}

#[tokio::test]
async fn relief_goes_by_the_contract_s_kind_whatever_the_request_says() {
    let world = World::on("2025-03-03").await;
    let development = registered(&world, world::form()).await.name;
    let transferred = registered(&world, transfer()).await.name;
    let licensed = registered(&world, licence_form()).await.name;
    let sums = (100_000_000, 0, 0);
    let licence = TransferIncome {
        years: 5,
        ..income("LICENCE", &development, sums)
    };
    let request = EstimateCorporateIncomeTaxRequest {
        items: vec![
            income("OWNERSHIP", &development, sums),
            licence,
            income("OWNERSHIP", &transferred, sums),
        ],
    };
    let cit = call!(world, &registrar(), estimate_corporate_income_tax, request).unwrap();
    assert_eq!(cit.excluded, ["0:OUT_OF_SCOPE", "1:OUT_OF_SCOPE"]);
    assert_eq!(figures(&cit)[0], ("eligible", 100_000_000));
    for (mode, contract) in [("LICENCE", &transferred), ("OWNERSHIP", &licensed)] {
        let request = EstimateCorporateIncomeTaxRequest {
            items: vec![income(mode, contract, sums)],
        };
        let refused = call!(world, &registrar(), estimate_corporate_income_tax, request);
        let told = kezhuan_rpc::Explanation::of(&refused.unwrap_err());
        assert_eq!(told.fields[0].path, "items[0].mode");
        assert_eq!(told.fields[0].reason, "MODE_DIFFERS_FROM_KIND");
    }
}

#[tokio::test]
async fn evidence_names_what_is_on_record_and_what_is_missing() {
    let world = World::on("2025-03-03").await;
    let contract = registered(&world, transfer()).await;
    let asked = |tax: &str| GetTaxEvidenceRequest {
        contract: contract.name.clone(),
        tax: tax.to_owned(),
    };
    let found = call!(
        world,
        &applicant(),
        get_tax_evidence,
        asked("CORPORATE_INCOME")
    )
    .unwrap();
    let held = |zh: &str| {
        let piece = found.pieces.iter().find(|piece| piece.zh == zh).unwrap();
        (piece.held(), piece.names.clone())
    };
    use tax_evidence_piece::Held;
    let (on_record, names) = held("技术合同登记证明");
    assert_eq!(on_record, Held::OnRecord);
    assert_eq!(
        names,
        [contract.registration.clone().unwrap().certificate_number]
    );
    let (on_record, names) = held("知识产权证书或登记簿副本");
    assert_eq!(on_record, Held::OnRecord);
    assert!(names[0].starts_with(&format!("{}/attachments/", contract.name)));
    // Nobody filed a receipt yet.
    assert_eq!(held("技术性收入核定").0, Held::Missing);
    assert!(!found.complete && !found.legal_basis.is_empty());
    let duty = call!(world, &applicant(), get_tax_evidence, asked("STAMP_DUTY")).unwrap();
    assert!(duty.complete);
    let unknown = call!(world, &applicant(), get_tax_evidence, asked("WINDOW")).unwrap_err();
    assert_eq!(unknown.code(), tonic::Code::InvalidArgument);
}

#[tokio::test]
async fn a_model_text_comes_filled_in_and_stores_nothing() {
    let world = World::on("2025-03-03").await;
    let asked = |form| GetModelTextRequest { form: Some(form) };
    let text = call!(world, &applicant(), get_model_text, asked(world::form())).unwrap();
    let written = text.clauses.iter().map(|clause| clause.text_zh.as_str());
    assert!(
        written
            .clone()
            .any(|text| text.contains("智能照明控制系统研发"))
    );
    let laws = text
        .clauses
        .iter()
        .filter(|clause| clause.law.contains("第845条"));
    assert!(laws.count() >= 5);
    let unknown = asked(Form {
        kind: "KF-XX".to_owned(),
        ..world::form()
    });
    let refused = call!(world, &applicant(), get_model_text, unknown).unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    let listed = call!(
        world,
        &applicant(),
        list_contracts,
        ListContractsRequest::default()
    )
    .unwrap();
    assert!(listed.contracts.is_empty());
}
