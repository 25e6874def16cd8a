//! How large a county's year is, and contract amounts that add up to it.
//! Taishan's 2024 and Pengjiang's 2023 figures were published; the other counties' are illustrative.
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::CasePlan;

/// A county's year: its registered turnover and its part of the contracts.
pub struct CountyYear {
    pub division: &'static str,
    pub total_fen: i64,
    /// J as a part of T, in basis points.
    pub technical_bp: i64,
    pub share_permille: usize,
}

const YI: i64 = 10_000_000_000; // 亿元 in fen

/// T and J a year; shares of the contract count follow turnover loosely.
pub const COUNTIES: &[CountyYear] = &[
    CountyYear {
        division: "440703",
        total_fen: 614 * YI / 100,
        technical_bp: 9283,
        share_permille: 243,
    },
    CountyYear {
        division: "440704",
        total_fen: 750 * YI / 100,
        technical_bp: 9067,
        share_permille: 287,
    },
    CountyYear {
        division: "440705",
        total_fen: 480 * YI / 100,
        technical_bp: 9167,
        share_permille: 190,
    },
    CountyYear {
        division: "440781",
        total_fen: 182 * YI / 100,
        technical_bp: 9945,
        share_permille: 80,
    },
    CountyYear {
        division: "440783",
        total_fen: 140 * YI / 100,
        technical_bp: 9286,
        share_permille: 60,
    },
    CountyYear {
        division: "440784",
        total_fen: 260 * YI / 100,
        technical_bp: 9231,
        share_permille: 100,
    },
    CountyYear {
        division: "440785",
        total_fen: 90 * YI / 100,
        technical_bp: 9444,
        share_permille: 40,
    },
];

/// A raw amount with a long tail: most contracts are small, a few carry the year.
pub fn draw_yuan(random: &mut ChaCha8Rng) -> i64 {
    let base = random.random_range(20_000..120_000);
    let doublings = (0..7).take_while(|_| random.random_ratio(45, 100)).count() as u32;
    base * 2_i64.pow(doublings) / 100 * 100
}

/// Scales a county's amounts so that what will be registered in the year adds up to its total.
pub fn scale_to_year(county: &CountyYear, plans: &mut [CasePlan]) {
    let raw: i128 = plans
        .iter()
        .filter(|case| case.fate.counts_for_2025())
        .map(|case| i128::from(case.form.total_amount_fen))
        .sum();
    if raw == 0 {
        return;
    }
    let scale = |amount: i64| -> i64 {
        let exact = i128::from(amount) * i128::from(county.total_fen) / raw;
        // Whole hundreds of yuan, as people agree them.
        i64::try_from(exact / 10_000 * 10_000)
            .unwrap_or(amount)
            .max(100_000)
    };
    for case in plans {
        let before = case.form.total_amount_fen;
        case.form.total_amount_fen = scale(before);
        for item in &mut case.form.price_items {
            item.amount_fen = i128::from(item.amount_fen)
                .saturating_mul(i128::from(case.form.total_amount_fen))
                .checked_div(i128::from(before))
                .and_then(|amount| i64::try_from(amount).ok())
                .unwrap_or(item.amount_fen)
                .max(1);
        }
    }
}
