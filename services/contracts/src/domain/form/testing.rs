//! Forms for tests: one that is in order, and the parts that tests change.
use kezhuan_law::Fen;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;

use super::{Form, FormParty, PriceItem};

/// A development contract of 100,000 yuan between two enterprises, seller in Pengjiang.
pub fn form() -> Form {
    Form {
        project_name: "智能照明控制系统研发".to_owned(),
        kind: "KF-WT".into(),
        sign_date: "2025-02-20".into(),
        term_start: "2025-02-20".into(),
        term_end: "2026-02-19".into(),
        total_amount: Fen::from_yuan(100_000),
        payment_mode: "INSTALMENT".into(),
        seller: party("蓬江照明有限公司", "91440703MA5000001", "440703", "seller"),
        buyer: party("广州电器有限公司", "91440106MA5000002", "440106", "buyer"),
        intellectual_property_type: "NONE".into(),
        technical_field: "ELECTRONICS".into(),
        socio_economic_target: "INDUSTRIAL_DEVELOPMENT".into(),
        plan_source: "NONE".into(),
        ..Form::default()
    }
}

/// A domestic enterprise with a valid code.
pub fn party(name: &str, body: &str, division: &str, organisation: &str) -> FormParty {
    FormParty {
        display_name: name.to_owned(),
        credit_code: UnifiedSocialCreditCode::from_body(body)
            .unwrap()
            .to_string(),
        party_type: "ENTERPRISE_DOMESTIC".into(),
        division: division.to_owned(),
        organisation: organisation.to_owned(),
        college: String::new(),
    }
}

/// Goods in a price.
pub fn goods(kind: &str, yuan: i32) -> PriceItem {
    PriceItem {
        kind: kind.to_owned(),
        amount: Fen::from_yuan(yuan),
        currency_amount_minor: 0,
        carrier: false,
        sets: 1,
        description: String::new(),
    }
}

/// Goods in a price in foreign currency, in its minor unit.
pub fn goods_in_currency(kind: &str, amount_minor: i64) -> PriceItem {
    PriceItem {
        currency_amount_minor: amount_minor,
        ..goods(kind, 0)
    }
}

/// The form with a price of so many cents at a rate × 10,000 of a day.
pub fn in_dollars(form: Form, cents: i64, rate_e4: i64, day: &str) -> Form {
    Form {
        total_amount: Fen::ZERO,
        currency: "USD".to_owned(),
        currency_amount_minor: cents,
        exchange_rate_e4: rate_e4,
        exchange_rate_date: day.into(),
        ..form
    }
}
