//! Who the parties are: named, identified, and not the same.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_law::{Tenant, regions};

use super::Problems;
use crate::domain::form::codes::PartyType;
use crate::domain::form::{Form, FormParty};

pub(super) fn check(form: &Form, problems: &mut Problems) {
    for (field, entry) in form.parties() {
        party(field, entry, problems);
    }
    let mut same = |field: &str, zh: &'static str, en: &'static str| {
        problems.add(field, "SAME_PARTY", zh, en);
    };
    if form.seller.is_same_as(&form.buyer) {
        same(
            "buyer",
            "买卖双方不得为同一主体",
            "seller and buyer must not be the same",
        );
    }
    if let Some(broker) = &form.broker
        && (broker.is_same_as(&form.seller) || broker.is_same_as(&form.buyer))
    {
        same(
            "broker",
            "中介方不得为买方或卖方",
            "the broker must be neither seller nor buyer",
        );
    }
    applying_organisation(form, problems);
    if form.seller.is_abroad() && form.buyer.is_abroad() {
        problems.add(
            "buyer.division",
            "NO_DOMESTIC_PARTY",
            "买卖双方均在境外,不属于本地登记范围",
            "neither party sits in the mainland",
        );
    }
}

/// Who applies must be somebody who can act: else nobody could withdraw, appeal or claim later.
fn applying_organisation(form: &Form, problems: &mut Problems) {
    if form.applying_party().organisation.trim().is_empty() {
        let side = if form.is_import() { "buyer" } else { "seller" };
        problems.add(
            &format!("{side}.organisation"),
            "APPLYING_ORGANISATION_MISSING",
            "请填写申请方在本系统中的机构标识,否则其人员无法办理撤回、变更、复核、收入核定和奖补申请",
            "name the organisation of the party that applies, so that its people may act: withdraw, amend, appeal, \
             file income, claim",
        );
    }
}

fn party(field: &str, party: &FormParty, problems: &mut Problems) {
    let at = |name: &str| format!("{field}.{name}");
    if party.display_name.trim().is_empty() {
        problems.required(&at("display_name"));
    }
    problems.required_code(&at("type"), &party.party_type);
    if party.division.is_empty() {
        problems.required(&at("division"));
    } else if !is_division(&party.division) {
        problems.add(
            &at("division"),
            "NOT_A_DIVISION",
            format!("“{}”不是有效的六位行政区划代码", party.division),
            format!("{:?} is no six-digit division code", party.division),
        );
    }
    credit_code(&at("credit_code"), party, problems);
    if !party.college.is_empty()
        && !Tenant::parse(&party.college).is_ok_and(|tenant| tenant.is_college())
    {
        problems.add(
            &at("college"),
            "UNKNOWN_CODE",
            format!("“{}”不是本市院校代码", party.college),
            format!("{:?} is no college of the city", party.college),
        );
    }
}

/// Six digits; inside the city a division that exists.
fn is_division(code: &str) -> bool {
    regions::is_division_code(code)
        && (!regions::is_jiangmen(code) || regions::division(code).is_some())
}

fn credit_code(field: &str, party: &FormParty, problems: &mut Problems) {
    if !party.credit_code.is_empty() {
        if let Err(error) = UnifiedSocialCreditCode::parse(&party.credit_code) {
            let text = error.localized();
            problems.add(
                field,
                match error.code() {
                    "CHECK_DIGIT" => "CREDIT_CODE_CHECK_DIGIT",
                    _ => "CREDIT_CODE_FORMAT",
                },
                format!("统一社会信用代码有误:{}", text.zh),
                format!("unified social credit code: {}", text.en),
            );
        }
        return;
    }
    let needed = party
        .party_type
        .get()
        .is_some_and(PartyType::has_credit_code);
    if needed && !party.is_abroad() {
        problems.required(field);
    }
}
