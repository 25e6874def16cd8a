//! Wuyi Bank's rule: a share of each right's value by its kind, half of it for a right that soon ends, up to the largest
//! loan.

use kezhuan_sdk::ip_ltv::{Asset, AssetKind, Explanation, Facts, Guest, Header, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let mut explain = Vec::new();
        let mut shares_bp = Vec::new();
        // Values of many rights may add up to more than 64 bits hold.
        let mut carried = 0_i128;
        for asset in &facts.assets {
            let (share, step) = share(header, asset);
            explain.push(step);
            carried += (i128::from(asset.value_fen) * i128::from(share)).div_euclid(10_000);
            shares_bp.push(u16::try_from(share).expect("a share within its bounds"));
        }
        let most = header.number("loan_max_fen");
        let carried = carried.max(0);
        let cap_fen = i64::try_from(carried).map_or(most, |carried| carried.min(most));
        if carried > i128::from(most) {
            explain.push(Explanation::of("LOAN_CAP", &[most]));
        }
        let ok = cap_fen > 0;
        let refusal = (!ok).then(|| "CARRIES_NOTHING".into());
        Outcome {
            ok,
            reasons: refusal.into_iter().collect(),
            explain,
            shares_bp,
            cap_fen,
        }
    }
}

/// What is lent on a right, and why so much.
fn share(header: &Header, asset: &Asset) -> (i64, Explanation) {
    let share = header.number(match asset.kind {
        AssetKind::Invention => "invention_bp",
        AssetKind::Utility => "utility_bp",
        AssetKind::Design => "design_bp",
        AssetKind::Trademark => "trademark_bp",
        AssetKind::Software => "software_bp",
        AssetKind::PlantVariety => "plant_variety_bp",
        AssetKind::IcLayout => "ic_layout_bp",
        AssetKind::GeographicalIndication => "geographical_indication_bp",
    });
    let left = asset.residual_months.map(i64::from);
    match left.filter(|left| *left < header.number("halved_below_months")) {
        Some(left) => (share / 2, Explanation::of("HALVED", &[share / 2, left])),
        None => (share, Explanation::of("SHARE", &[share, asset.value_fen])),
    }
}

kezhuan_sdk::package!(ip_ltv: Rule);
