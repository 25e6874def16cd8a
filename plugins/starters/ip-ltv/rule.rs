//! `ip.ltv`: what a bank lends on pledged rights.

use kezhuan_sdk::ip_ltv::{AssetKind, Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let mut explain = vec![];
        let mut shares_bp = vec![];
        // Values of many rights may add up to more than 64 bits hold.
        let mut carried = 0_i128;
        for asset in &facts.assets {
            let share = header.number(match asset.kind {
                AssetKind::Invention | AssetKind::Utility | AssetKind::Design => "patent_bp",
                _ => "other_bp",
            });
            explain.push(Explanation::of("SHARE", &[share, asset.value_fen]));
            carried += (i128::from(asset.value_fen) * i128::from(share)).div_euclid(10_000);
            shares_bp.push(u16::try_from(share).expect("a share within the settings' bounds"));
        }
        let most = header.number("loan_max_fen");
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            shares_bp,
            cap_fen: i64::try_from(carried.max(0)).map_or(most, |carried| carried.min(most)),
        }
    }
}

kezhuan_sdk::package!(ip_ltv: Rule);
