//! What is already known to be refused is told before anything is sent: a row with a problem leaves no application behind.
use chrono::NaiveDate;
use kezhuan_incubation::domain::actor::{Actor, Role};
use kezhuan_incubation::domain::tenancy::{
    self, Declared, Field, Founder, NewTenancy, Reason, TenantKind, Terms,
};
use kezhuan_law::Localized;
use kezhuan_protocol::incubation::v1::tenancy::Profile;
use uuid::Uuid;

use super::columns::sheet;
use super::row::Tenant;
use crate::sheet_import::{Problem, REMEDY, Said, problem_of};

/// Holds a tenant against the nation's definition, and its agreement against the longest stay, as the service will, by the figures
/// the suite has without settings.
pub fn look(tenant: &Tenant, operator: &str, today: NaiveDate) -> Vec<Problem> {
    let Some(new) = application(&tenant.profile, operator) else {
        return Vec::new();
    };
    let actor = Actor::person("", operator, "", [Role::CarrierOp]);
    let terms = Terms::default();
    let judged = tenancy::apply(new, &actor, today, &terms).and_then(|applied| {
        let answer = tenancy::host(&applied, &terms)?;
        tenancy::agreed(&applied, tenant.until.parse().ok(), answer.latest_exit)?;
        Ok(answer)
    });
    let refused = match judged {
        Ok(answer) => return reasons(tenant, answer.reasons.iter().copied()),
        Err(refused) => refused,
    };
    if refused.fields.is_empty() {
        let whole = Said {
            path: String::new(),
            code: refused.reason.to_owned(),
            text: refused.text,
        };
        return vec![told(tenant, whole)];
    }
    let fields = refused.fields.into_iter().map(|field| Said {
        path: field.field,
        code: field.reason.to_owned(),
        text: field.text,
    });
    fields.map(|said| told(tenant, said)).collect()
}

/// Puts what was said under the column it speaks of.
pub fn told(tenant: &Tenant, said: Said) -> Problem {
    let field = sheet().at_path(&said.path);
    problem_of(said, tenant.columns(), field, &tenant.profile.name)
}

/// Why somebody may not be a tenant, each under the column that says so.
pub fn reasons(tenant: &Tenant, reasons: impl Iterator<Item = Reason>) -> Vec<Problem> {
    let problem = |reason: Reason| Problem {
        field: tenant.header(match reason {
            Reason::AgeOver => "founded_on",
            Reason::RegisteredElsewhere => "registered_here",
            Reason::OfficeElsewhere => "office_here",
            Reason::NotTechSme => "tech_sme",
        }),
        value: String::new(),
        code: reason.as_str().to_owned(),
        problem: reason.name(),
        remedy: REMEDY,
    };
    reasons.map(problem).collect()
}

/// Of what the service answered: its own rule's reasons by column, the county's as they are.
pub fn refusal(tenant: &Tenant, codes: &[String]) -> Vec<Problem> {
    let known = codes.iter().filter_map(|code| Reason::parse(code));
    let mut problems = reasons(tenant, known);
    let others: Vec<&str> = codes
        .iter()
        .map(String::as_str)
        .filter(|code| Reason::parse(code).is_none())
        .collect();
    if !others.is_empty() || problems.is_empty() {
        let codes = others.join(" ");
        problems.push(Problem {
            field: String::new(),
            value: tenant.profile.name.clone(),
            code: "TENANT_REFUSED".to_owned(),
            problem: Localized::new(
                format!("不符合入驻条件，未予入驻 {codes}"),
                format!("refused: it does not meet the conditions {codes}"),
            ),
            remedy: Localized::fixed(
                "请核对入驻信息和当地规则；信息更正后重新导入即为新的申请",
                "compare with the local rule; the row put right is a new application",
            ),
        });
    }
    problems
}

/// `None` where a code is none of the domain's: the service says so.
fn application(profile: &Profile, operator: &str) -> Option<NewTenancy> {
    Some(NewTenancy {
        id: Uuid::nil(),
        number: String::new(),
        carrier: Uuid::nil(),
        operator: operator.to_owned(),
        division: String::new(),
        is_remote: false,
        kind: TenantKind::parse(profile.kind().as_str_name())?,
        name: profile.name.clone(),
        uscc: profile.uscc.clone(),
        organisation: profile.organisation.clone(),
        founded_on: profile.founded_on.parse().ok(),
        entry_on: profile.entry_on.parse().ok()?,
        field: Field::parse(profile.field().as_str_name())?,
        founder: Founder::parse(profile.founder().as_str_name())?,
        staff: u32::try_from(profile.staff).ok()?,
        is_overseas_chinese: profile.overseas_chinese,
        source_region: profile.source_region.clone(),
        declared: Declared {
            registered_here: profile.registered_here,
            office_here: profile.office_here,
            tech_sme: profile.tech_sme,
            high_tech: profile.high_tech,
        },
        chain: None,
    })
}
