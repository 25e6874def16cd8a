//! Whether a tenant comes in: the nation's own rule first, then the county's, which may refuse and prefer but never relax.
use chrono::NaiveDate;
use kezhuan_law::duty;
use kezhuan_law::refused::{FieldViolation, Refused};
use uuid::Uuid;

use super::{
    Admission, Circumstances, Event, Facts, Proposed, Reason, Refusal, Tenancy, TenantKind, Terms,
};
use crate::domain::actor::{Actor, Role};
use crate::domain::operator;

/// What the county's rule said; without one in force it passes with that as its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub pass: bool,
    /// 0 to 100.
    pub priority: u8,
    pub reasons: Vec<String>,
    pub decision: Uuid,
}

/// What the nation's rule says. Of a team, which is no enterprise yet, it asks only that it works inside.
pub fn host(tenancy: &Tenancy, terms: &Terms) -> Result<Admission, Refused> {
    let figures = terms.figures();
    let outcome = match (tenancy.kind, tenancy.founded_on) {
        (TenantKind::Enterprise, Some(founded)) => figures.admit(&Facts {
            founded,
            entry: tenancy.entry_on,
            registered_here: tenancy.declared.registered_here,
            office_here: tenancy.declared.office_here,
            tech_sme: tenancy.declared.tech_sme,
            field: tenancy.field,
        }),
        (TenantKind::Enterprise, None) | (TenantKind::Team, _) => team(tenancy, terms),
    };
    outcome.ok_or_else(|| {
        Refused::new(
            "DATE_OUT_OF_RANGE",
            "日期超出可处理范围",
            "a day is too far away to be counted with",
        )
    })
}

fn team(tenancy: &Tenancy, terms: &Terms) -> Option<Admission> {
    let months = i32::try_from(terms.team_months).ok()?;
    let elsewhere = (!tenancy.declared.office_here).then_some(Reason::OfficeElsewhere);
    Some(Admission {
        reasons: elsewhere.into_iter().collect(),
        latest_exit: kezhuan_law::calendar::add_months(tenancy.entry_on, months)?,
    })
}

/// Admits, or refuses where the host or the rule does.
pub(super) fn admit(
    tenancy: &mut Tenancy,
    until: Option<NaiveDate>,
    answer: Option<Answer>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    by_operator(tenancy, at.actor)?;
    let host = host(tenancy, at.terms)?;
    tenancy.regime = Some(at.terms.regime);
    tenancy.decided_by = Some(decided_by(tenancy, at.actor));
    tenancy.proposed = None;
    tenancy.failure = None;
    let (is_passed, priority, said, decision) = match answer {
        Some(answer) => (
            answer.pass,
            answer.priority,
            answer.reasons,
            Some(answer.decision),
        ),
        None => (false, 0, Vec::new(), None),
    };
    tenancy.decision = decision;
    let of_host = host.reasons.iter().map(|reason| reason.as_str().to_owned());
    tenancy.reasons = of_host.chain(said).collect();
    if !host.admits() || !is_passed {
        return Ok(refused(tenancy, ("CONDITIONS_NOT_MET", ""), at.today));
    }
    tenancy.priority = priority;
    enter(tenancy, until, host.latest_exit)
}

pub(super) fn report_failure(
    tenancy: &mut Tenancy,
    (until, failure): (Option<NaiveDate>, String),
    decision: Option<Uuid>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    by_operator(tenancy, at.actor)?;
    let by = decided_by(tenancy, at.actor);
    agreed(tenancy, until, host(tenancy, at.terms)?.latest_exit)?;
    tenancy.proposed = Some(Proposed { by, until });
    tenancy.failure = Some(failure.clone());
    tenancy.decision = decision;
    Ok(Event::TenancyRuleFailed { failure })
}

pub(super) fn resolve(
    tenancy: &mut Tenancy,
    (is_admitted, priority): (bool, u8),
    (code, reason): (String, String),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    authority(tenancy, at.actor)?;
    duty::reasoned("reason", &reason)?;
    let host = host(tenancy, at.terms)?;
    tenancy.regime = Some(at.terms.regime);
    tenancy.decided_by = Some(at.actor.subject.clone());
    tenancy.failure = None;
    let proposed = tenancy.proposed.take();
    if !is_admitted {
        duty::stable_code("code", &code)?;
        tenancy.reasons = vec![code.clone()];
        return Ok(refused(tenancy, (&code, &reason), at.today));
    }
    if !host.admits() {
        let codes: Vec<&str> = host.reasons.iter().map(|reason| reason.as_str()).collect();
        return Err(Refused::new(
            "HOST_RULE_REFUSES",
            "不符合国家规定的入驻条件，不能人工准予",
            "what the nation's rule refuses nobody admits by hand",
        )
        .with("reasons", codes.join(",")));
    }
    if priority > 100 {
        return Err(Refused::new(
            "PRIORITY_INVALID",
            "优先级应在0至100之间",
            "a priority lies between 0 and 100",
        ));
    }
    tenancy.priority = priority;
    tenancy.reasons = vec!["BY_HAND".to_owned()];
    enter(
        tenancy,
        proposed.and_then(|wanted| wanted.until),
        host.latest_exit,
    )
}

pub(super) fn ask_again(tenancy: &mut Tenancy, at: &Circumstances<'_>) -> Result<Event, Refused> {
    if !at.actor.is_service {
        match operator::is_one(at.actor) {
            true => operator::acts(at.actor, &tenancy.operator)?,
            false => authority(tenancy, at.actor)?,
        }
    }
    tenancy.failure = None;
    Ok(Event::TenancyAskedAgain)
}

pub(super) fn refuse(
    tenancy: &mut Tenancy,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    operator::acts(at.actor, &tenancy.operator)?;
    duty::stable_code("code", &code)?;
    duty::reasoned("note", &note)?;
    tenancy.decided_by = Some(at.actor.subject.clone());
    tenancy.reasons = vec![code.clone()];
    Ok(refused(tenancy, (&code, &note), at.today))
}

/// Somebody of the carrier's own authority, whose organisation is neither tenant nor operator.
pub(super) fn authority(tenancy: &Tenancy, actor: &Actor) -> Result<(), Refused> {
    let role = match actor.has(Role::CityStb) {
        true => Role::CityStb,
        false => Role::CountyStb,
    };
    duty::official(actor, role, &tenancy.parties())
}

/// The operator, or the service that carries out what the operator wanted before the rule failed.
fn by_operator(tenancy: &Tenancy, actor: &Actor) -> Result<(), Refused> {
    match actor.is_service && tenancy.proposed.is_some() {
        true => Ok(()),
        false => operator::acts(actor, &tenancy.operator),
    }
}

fn decided_by(tenancy: &Tenancy, actor: &Actor) -> String {
    let wanted = tenancy.proposed.as_ref().filter(|_| actor.is_service);
    wanted.map_or_else(|| actor.subject.clone(), |wanted| wanted.by.clone())
}

fn refused(tenancy: &mut Tenancy, (code, note): (&str, &str), today: NaiveDate) -> Event {
    tenancy.refusal = Some(Refusal {
        code: code.to_owned(),
        note: note.to_owned(),
        refused_on: today,
    });
    Event::TenantRefused {
        reasons: tenancy.reasons.clone(),
    }
}

fn enter(
    tenancy: &mut Tenancy,
    until: Option<NaiveDate>,
    latest_exit: NaiveDate,
) -> Result<Event, Refused> {
    tenancy.until = Some(agreed(tenancy, until, latest_exit)?);
    tenancy.latest_exit = Some(latest_exit);
    Ok(Event::TenantAdmitted)
}

/// The last day of the stay: the longest unless a shorter one was agreed.
pub fn agreed(
    tenancy: &Tenancy,
    until: Option<NaiveDate>,
    latest_exit: NaiveDate,
) -> Result<NaiveDate, Refused> {
    let until = until.unwrap_or(latest_exit);
    match until > tenancy.entry_on && until <= latest_exit {
        true => Ok(until),
        false => Err(until_invalid(latest_exit)),
    }
}

/// A stay ends after it began and by the longest one's last day.
pub(super) fn until_invalid(latest_exit: NaiveDate) -> Refused {
    let (zh, en) = (
        format!("孵化期应在入驻之后、不晚于最长期限 {latest_exit}"),
        format!("a stay ends after it began, and on {latest_exit} at the latest"),
    );
    let field = FieldViolation::new("until", "UNTIL_INVALID", zh.clone(), en.clone());
    Refused::new("UNTIL_INVALID", zh, en)
        .with("latest_exit", latest_exit.to_string())
        .with_fields(vec![field])
}
