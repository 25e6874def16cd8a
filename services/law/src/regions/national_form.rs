//! The four-digit region codes of the national technology-contract return (技术合同登记表).
//! Six digits stay inside the suite; this mapping is for the return only.

const HONG_KONG_MACAO_TAIWAN: &str = "7100";
const ELSEWHERE: &str = "8000";

/// The codes the form's filling notes list: provinces, and the cities counted beside their province.
const LISTED: &[&str] = &[
    "1100", "1200", "1300", "1400", "1500", "2100", "2101", "2102", "2200", "2201", "2300", "2301",
    "3100", "3200", "3201", "3300", "3302", "3400", "3500", "3502", "3600", "3700", "3702", "4100",
    "4200", "4201", "4300", "4400", "4401", "4403", "4500", "4600", "5000", "5100", "5101", "5200",
    "5300", "5400", "6100", "6101", "6200", "6300", "6400", "6500",
];

/// The form's code for a division: the city where the form lists it, else the province;
/// Hong Kong, Macao and Taiwan together; everything else, abroad included, is "other".
pub fn national_region_code(division: &str) -> &'static str {
    let listed = |code: &str| LISTED.iter().find(|listed| **listed == code).copied();
    let province = division.get(..2).unwrap_or_default();
    match province {
        "71" | "81" | "82" => HONG_KONG_MACAO_TAIWAN,
        _ => division
            .get(..4)
            .and_then(listed)
            .or_else(|| listed(&format!("{province}00")))
            .unwrap_or(ELSEWHERE),
    }
}

#[cfg(test)]
mod tests {
    use super::national_region_code;

    #[test]
    fn a_division_maps_to_the_form_s_region() {
        for (division, code) in [
            ("440703", "4400"),
            ("440700", "4400"),
            ("440000", "4400"),
            ("440106", "4401"),
            ("440305", "4403"),
            ("110108", "1100"),
            ("210211", "2102"),
            ("320106", "3201"),
            ("320506", "3200"),
            ("710000", "7100"),
            ("810000", "7100"),
            ("820000", "7100"),
            ("990000", "8000"),
            ("", "8000"),
            ("4", "8000"),
            ("江门市", "8000"),
        ] {
            assert_eq!(national_region_code(division), code, "{division:?}");
        }
    }
}
