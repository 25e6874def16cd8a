//! The enterprises, institutes and colleges of a county; synthetic names and credit codes.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::wording;

/// An organisation that sells or buys technology.
#[derive(Clone)]
pub struct Organisation {
    pub id: String,
    pub display_name: String,
    pub credit_code: String,
    pub kind: &'static str,
    pub division: &'static str,
    /// Tenant code when it is a college.
    pub college: &'static str,
}

/// Roughly one seller for five contracts.
pub fn of_county(
    random: &mut ChaCha8Rng,
    division: &'static str,
    contracts: usize,
) -> Vec<Organisation> {
    let count = (contracts / 5).max(12);
    let mut organisations: Vec<Organisation> = (0..count)
        .map(|index| enterprise(random, division, index))
        .collect();
    if division == "440703" {
        organisations.push(Organisation {
            id: "wuyi-university".to_owned(),
            display_name: "五邑大学".to_owned(),
            credit_code: credit_code(random, "12", "440700", "MB2"),
            kind: "COLLEGE",
            division,
            college: "WYU",
        });
    }
    organisations
}

fn enterprise(random: &mut ChaCha8Rng, division: &'static str, index: usize) -> Organisation {
    let county = kezhuan_law::regions::division(division)
        .map_or("江门".into(), |found| found.name.zh.clone());
    let stem = wording::pick(random, wording::STEMS);
    let trade = wording::pick(random, wording::TRADES);
    let kind = match random.random_range(0..100) {
        0..6 => "RESEARCH_INSTITUTE",
        6..12 => "ENTERPRISE_HMT",
        12..15 => "ENTERPRISE_FOREIGN",
        _ => "ENTERPRISE_DOMESTIC",
    };
    Organisation {
        id: format!("org-{division}-{index:04}"),
        display_name: format!(
            "{}{stem}{trade}有限公司",
            county.trim_end_matches(['区', '市'])
        ),
        credit_code: credit_code(random, "91", division, "MA5"),
        kind,
        division,
        college: "",
    }
}

/// A synthetic credit code with a valid check character.
pub fn credit_code(random: &mut ChaCha8Rng, class: &str, division: &str, stem: &str) -> String {
    let body = format!(
        "{class}{division}{stem}{:06}",
        random.random_range(0..1_000_000)
    );
    UnifiedSocialCreditCode::from_body(&body).map_or(body, |code| code.as_str().to_owned())
}
