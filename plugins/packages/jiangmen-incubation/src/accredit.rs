//! `inc.accredit`: size, people, tenants, money and services; size figures are relieved in some counties. Products are
//! compared, never rounded quotients.

use kezhuan_sdk::inc_accredit::{
    Carrier, Explanation, Facts, Grade, Guest, Header, Level, Outcome,
};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let size_bp = size_bp(header);
        let reasons = fails(&facts.carrier, header, size_bp);
        let ok = reasons.is_empty();
        let grade = match (ok, facts.applied) {
            (false, _) => Grade::None,
            (true, Level::County) => Grade::County,
            (true, Level::City) => Grade::City,
        };
        let mut explain = Vec::new();
        if size_bp < WHOLE_BP {
            explain.push(Explanation::of("RELIEF", &[size_bp]));
        }
        Outcome {
            ok,
            reasons,
            explain,
            grade,
        }
    }
}

const WHOLE_BP: i64 = 10_000;

/// What size figures count in the carrier's division.
fn size_bp(header: &Header) -> i64 {
    let mut relieved = header.text("relief_divisions").split(',');
    match relieved.any(|division| division.trim() == header.division) {
        true => header.number("relief_bp"),
        false => WHOLE_BP,
    }
}

fn fails(carrier: &Carrier, header: &Header, size_bp: i64) -> Vec<String> {
    let below = |figure: i64, least: &str| figure * WHOLE_BP < header.number(least) * size_bp;
    let under =
        |part: i64, whole: i64, least_bp: &str| part * WHOLE_BP < whole * header.number(least_bp);
    let staff = i64::from(carrier.staff);
    let mentors = i64::from(carrier.mentors);
    let tenants = i64::from(carrier.tenants);
    let least_tenants = match carrier.is_professional {
        true => "professional_tenants_min",
        false => "tenants_min",
    };
    [
        ("AREA", below(carrier.area_c, "area_min_c")),
        (
            "TENANT_AREA",
            under(carrier.tenant_area_c, carrier.area_c, "tenant_area_bp"),
        ),
        ("STAFF", below(staff, "staff_min")),
        (
            "PRO_STAFF",
            under(i64::from(carrier.pro_staff), staff, "pro_staff_bp"),
        ),
        (
            "MENTORS",
            mentors < header.number("mentors_min")
                || mentors * header.number("tenants_per_mentor") < tenants,
        ),
        ("TENANTS", below(tenants, least_tenants)),
        (
            "SAME_FIELD",
            carrier.is_professional
                && under(i64::from(carrier.same_field), tenants, "same_field_bp"),
        ),
        ("FUND", below(carrier.fund_fen, "fund_min_fen")),
        (
            "FINANCED",
            i64::from(carrier.financed) < header.number("financed_min"),
        ),
        (
            "SERVICES",
            i64::from(carrier.service_kinds) < header.number("service_kinds_min"),
        ),
    ]
    .into_iter()
    .filter(|(_, fails)| *fails)
    .map(|(code, _)| code.into())
    .collect()
}
