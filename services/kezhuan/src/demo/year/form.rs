//! An application form as an applicant would fill it in, with the mess its fate asks for.
use chrono::{Days, NaiveDate};
use kezhuan_law::calendar::add_months;
use kezhuan_protocol::contracts::v1 as proto;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::amounts::{self, CountyYear};
use super::calendar::DemoCalendar;
use super::fate::Fate;
use super::organisations::{self, Organisation};
use super::wording::{self, pick};

const KINDS: &[(u32, &str)] = &[
    (30, "KF-WT"),
    (6, "KF-HZ"),
    (7, "ZR-ZL"),
    (3, "ZR-MM"),
    (5, "XK-ZL"),
    (2, "XK-RJ"),
    (9, "ZX"),
    (36, "FW-YB"),
    (2, "FW-PX"),
];
const FIELDS: &[&str] = &[
    "ELECTRONICS",
    "ADVANCED_MANUFACTURING",
    "BIO_MEDICINE",
    "NEW_MATERIALS",
    "NEW_ENERGY",
    "ENVIRONMENT",
    "AGRICULTURE",
    "MODERN_TRANSPORT",
    "URBAN_SOCIAL",
];
const PAYMENTS: &[&str] = &[
    "LUMP",
    "INSTALMENT",
    "INSTALMENT",
    "INSTALMENT",
    "ROYALTY",
    "ENTRY_FEE_ROYALTY",
];

/// Draws one form; amounts are scaled to the county's year afterwards.
pub fn draw(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    county: &CountyYear,
    seller: &Organisation,
    fate: Fate,
    submitted: NaiveDate,
    index: usize,
) -> proto::Form {
    let kind = kind_for(random, fate);
    let total = amounts::draw_yuan(random) * 100;
    let signed = submitted
        .checked_sub_days(Days::new(random.random_range(3..45)))
        .unwrap_or(submitted);
    let ends = add_months(signed, random.random_range(3..30)).unwrap_or(signed);
    let subject = pick(random, wording::SUBJECTS);
    let patent = matches!(kind, "ZR-ZL" | "XK-ZL").then(|| patent_number(random));
    let expiry = add_months(ends, 40).unwrap_or(ends).to_string();
    let mut form = proto::Form {
        project_name: format!(
            "{subject}{}（{}-{index:05}）",
            suffix(kind),
            county.division
        ),
        kind: kind.to_owned(),
        sign_date: signed.to_string(),
        term_start: signed.to_string(),
        term_end: ends.to_string(),
        total_amount_fen: total,
        payment_mode: (*pick(random, PAYMENTS)).to_owned(),
        seller: Some(party(seller)),
        buyer: Some(buyer(random)),
        intellectual_property_type: if patent.is_some() {
            "PATENT_INVENTION"
        } else {
            "NONE"
        }
        .to_owned(),
        patent_expiry: if patent.is_some() {
            expiry
        } else {
            String::new()
        },
        patent_number: patent.unwrap_or_default(),
        licence_end: if kind.starts_with("XK") {
            ends.to_string()
        } else {
            String::new()
        },
        licence_mode: if kind.starts_with("XK") {
            "ORDINARY".to_owned()
        } else {
            String::new()
        },
        technical_field: (*pick(random, FIELDS)).to_owned(),
        socio_economic_target: "INDUSTRIAL_DEVELOPMENT".to_owned(),
        plan_source: "NONE".to_owned(),
        related_parties: random.random_ratio(4, 100),
        expected_investment_fen: if kind.starts_with("ZR") { total * 2 } else { 0 },
        expected_output_fen: if kind.starts_with("ZR") { total * 5 } else { 0 },
        price_items: price_items(random, county, total),
        recognition: Some(proto::RecognitionFacts::default()),
        price_by_agreement: seller.college == "WYU",
        ..proto::Form::default()
    };
    if seller.college == "WYU" {
        form.achievement_reference = format!("WYU-{index:05}");
    }
    spoil(random, &mut form, fate, calendar);
    form
}

fn kind_for(random: &mut ChaCha8Rng, fate: Fate) -> &'static str {
    match fate {
        Fate::RoutineService => "FW-YB",
        Fate::NotInnovative | Fate::Expert => "KF-WT",
        // Goods sold under a service contract: the usual way to end with no technical amount.
        Fate::AllEquipment => "FW-YB",
        // An oral contract may only be of a kind whose written form the code does not require.
        Fate::Oral => "FW-YB",
        _ => {
            let mut left = random.random_range(0..100_u32);
            for (weight, kind) in KINDS {
                if left < *weight {
                    return kind;
                }
                left -= weight;
            }
            "FW-YB"
        }
    }
}

/// Puts the problem of its fate into an otherwise good form.
fn spoil(random: &mut ChaCha8Rng, form: &mut proto::Form, fate: Fate, _calendar: &DemoCalendar) {
    let mut facts = form.recognition.take().unwrap_or_default();
    match fate {
        Fate::Oral => facts.oral = true,
        Fate::RoutineService => facts.routine = true,
        Fate::NotInnovative => facts.not_innovative = true,
        Fate::AllEquipment => {
            form.price_items = vec![item("equipment", form.total_amount_fen)];
        }
        Fate::SellerElsewhere => {
            if let Some(seller) = &mut form.seller {
                seller.credit_code = organisations::credit_code(random, "91", "440106", "MA5");
                seller.division = "440106".to_owned();
            }
        }
        _ => {}
    }
    form.recognition = Some(facts);
}

/// Breaks the check character of the buyer's code: what a typing error looks like.
pub fn with_wrong_credit_code(form: &proto::Form) -> proto::Form {
    let mut wrong = form.clone();
    if let Some(buyer) = &mut wrong.buyer {
        let last = if buyer.credit_code.ends_with('0') {
            "1"
        } else {
            "0"
        };
        buyer.credit_code.replace_range(17..18, last);
    }
    wrong
}

fn price_items(random: &mut ChaCha8Rng, county: &CountyYear, total: i64) -> Vec<proto::PriceItem> {
    // One contract in four carries goods, so that J stands below T as far as the county's did.
    if !random.random_ratio(1, 4) {
        return Vec::new();
    }
    let goods = i128::from(total) * i128::from(10_000 - county.technical_bp) * 4 / 10_000;
    let goods = i64::try_from(goods).unwrap_or(0).max(100);
    vec![
        item("equipment", goods * 3 / 4),
        item("material", goods / 4),
    ]
}

fn item(kind: &str, amount_fen: i64) -> proto::PriceItem {
    proto::PriceItem {
        r#type: kind.to_owned(),
        amount_fen,
        ..proto::PriceItem::default()
    }
}

fn party(organisation: &Organisation) -> proto::FormParty {
    proto::FormParty {
        display_name: organisation.display_name.clone(),
        credit_code: organisation.credit_code.clone(),
        r#type: organisation.kind.to_owned(),
        division: organisation.division.to_owned(),
        organisation: organisation.id.clone(),
        college: organisation.college.to_owned(),
    }
}

fn buyer(random: &mut ChaCha8Rng) -> proto::FormParty {
    let (city, division, class) = pick(random, wording::BUYERS);
    proto::FormParty {
        display_name: format!(
            "{city}{}{}有限公司",
            pick(random, wording::STEMS),
            pick(random, wording::TRADES)
        ),
        credit_code: organisations::credit_code(random, class, division, "MA5"),
        r#type: "ENTERPRISE_DOMESTIC".to_owned(),
        division: (*division).to_owned(),
        ..proto::FormParty::default()
    }
}

fn suffix(kind: &str) -> &'static str {
    match kind.get(..2) {
        Some("KF") => "研发",
        Some("ZR") => "技术转让",
        Some("XK") => "实施许可",
        Some("ZX") => "可行性咨询",
        _ => "技术服务",
    }
}

/// A patent number with its check digit (weights of the 12-digit form).
fn patent_number(random: &mut ChaCha8Rng) -> String {
    let digits = format!(
        "{}1{:07}",
        random.random_range(2012..2023),
        random.random_range(0..10_000_000)
    );
    let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
    let sum: u32 = digits
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    let check = match sum % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    format!("ZL{digits}.{check}")
}
