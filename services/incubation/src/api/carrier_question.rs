//! What the rule of county or city says of a carrier, asked before any row is held: the county's where the grade is its own to
//! give, and where it has none in force the city's.
use chrono::NaiveDate;
use kezhuan_cases::Heard;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;

use super::IncubationApi;
use crate::domain::carrier::{
    self, CITY, Carrier, Command, Finding, FoundBy, Grade, Graded, Indicators, Question,
    host_finding,
};
use crate::error::Error;
use crate::rules::inc_accredit::{Accreditation, Applied, CarrierFigures};
use crate::rules::inc_assess::{self, Assessed, Assessment};
use crate::rules::{Asked, Asking, Verdict};

/// A year that is to be graded.
pub struct Year {
    pub year: i32,
    pub indicators: Indicators,
    /// Picks the rule.
    pub asked_on: NaiveDate,
}

/// Asks about an application of city or county; the step that follows from the answer.
pub async fn about_application(
    api: &IncubationApi,
    carrier: &Carrier,
    heard: &mut Heard,
) -> Result<Option<Command>, Error> {
    let (Some(application), Some(figures)) = (&carrier.application, figures(carrier)) else {
        return Ok(None);
    };
    let Some(applied) = Applied::of(application.grade) else {
        return Ok(None);
    };
    let division = carrier.profile.division.as_str();
    let mut command = None;
    for tenant in authorities(carrier, Some(application.grade)) {
        let asking = Asking {
            tenant,
            legal_date: application.applied_on,
            as_of: api.clock.today(),
            pins: carrier.pins.clone(),
        };
        let asked = api.rules.accredit(division, applied, &figures, asking);
        let asked = asked.await?;
        command = after_accreditation(api, carrier, application.grade, &asked);
        let goes_on = matches!(asked.verdict, Verdict::NoRule);
        heard.keep(asked, carrier.id);
        if !goes_on {
            break;
        }
    }
    Ok(command)
}

/// Asks about a year; the step that follows from the answer.
pub async fn about_year(
    api: &IncubationApi,
    carrier: &Carrier,
    year: &Year,
    heard: &mut Heard,
) -> Result<Option<Command>, Error> {
    let before = year.year.checked_sub(1);
    let before = before.and_then(|before| carrier.assessment(before));
    let of = Assessed {
        year: year.year,
        kind: carrier.profile.kind,
        grade: carrier.grade(),
        previous: before.map(|assessed| assessed.grade),
    };
    let indicators = told(&year.indicators);
    let division = carrier.profile.division.as_str();
    let mut command = None;
    for tenant in authorities(carrier, carrier.grade()) {
        let asking = Asking {
            tenant,
            legal_date: year.asked_on,
            as_of: api.clock.today(),
            // Each year is a question of its own.
            pins: RulePins::default(),
        };
        let asked = api.rules.assess(division, of, &indicators, asking).await?;
        command = Some(after_assessment(api, year, &asked));
        let goes_on = matches!(asked.verdict, Verdict::NoRule);
        heard.keep(asked, carrier.id);
        if !goes_on {
            break;
        }
    }
    Ok(command)
}

/// Whose rule is asked: the county's of its own grade, then the city's.
fn authorities(carrier: &Carrier, grade: Option<Grade>) -> Vec<String> {
    let own = (grade == Some(Grade::County) && carrier.authority != CITY)
        .then(|| carrier.authority.clone());
    own.into_iter().chain([CITY.to_owned()]).collect()
}

fn after_accreditation(
    api: &IncubationApi,
    carrier: &Carrier,
    grade: Grade,
    asked: &Asked<Accreditation>,
) -> Option<Command> {
    let decision = asked.id;
    let finding = match &asked.verdict {
        Verdict::Answered(answer) => {
            let met = answer.grade == Some(grade);
            // A lower grade is not the one that was asked for.
            let lower = answer.grade.filter(|given| *given != grade);
            let lower = lower.map(|given| format!("ONLY_{}", given.as_str()));
            let fails = answer.reasons.iter().cloned().chain(lower).collect();
            Finding::of_rule(met, fails, decision)
        }
        Verdict::NoRule => Finding {
            decision: Some(decision),
            ..host_finding(carrier, &api.parameters.carrier)?
        },
        Verdict::Failed(failure) => {
            return Some(Command::SendToManual {
                failure: failure.clone(),
                decision: Some(decision),
                question: Question::Accreditation,
            });
        }
    };
    Some(Command::Find { finding })
}

fn after_assessment(api: &IncubationApi, year: &Year, asked: &Asked<Assessment>) -> Command {
    let graded = match &asked.verdict {
        Verdict::Answered(answer) => Graded {
            grade: answer.grade,
            score_c: answer.score_c,
            by: FoundBy::Rule,
            decision: Some(asked.id),
            reasons: Vec::new(),
        },
        Verdict::NoRule => {
            let terms = &api.parameters.carrier.assessment;
            terms.grade(&year.indicators, Some(asked.id))
        }
        Verdict::Failed(failure) => {
            return Command::SendToManual {
                failure: failure.clone(),
                decision: Some(asked.id),
                question: Question::Assessment {
                    year: year.year,
                    indicators: year.indicators,
                    asked_on: year.asked_on,
                },
            };
        }
    };
    Command::Assess {
        year: year.year,
        indicators: year.indicators,
        graded,
    }
}

/// The carrier as the rule is told of it.
fn figures(carrier: &Carrier) -> Option<CarrierFigures> {
    let application = carrier.application.as_ref()?;
    let (profile, figures) = (&carrier.profile, &application.figures);
    let of = carrier::criteria::Subject {
        profile,
        figures,
        day: application.applied_on,
    };
    Some(CarrierFigures {
        kind: profile.kind,
        is_professional: profile.is_professional(),
        is_leader_run: profile.leader.is_some(),
        is_remote: profile.is_remote(),
        is_legal_person: profile.legal_person,
        years: of.years(),
        area_c: profile.area_c,
        tenant_area_c: profile.tenant_area_c,
        staff: figures.staff,
        pro_staff: figures.pro_staff,
        mentors: figures.mentors,
        tenants: figures.tenants,
        same_field: figures.same_field,
        // A maker space finances teams that are no tenants.
        financed: figures.financed.min(figures.tenants),
        chain_tenants: figures.chain_tenants,
        high_tech_tenants: figures.high_tech_tenants,
        graduates: figures.graduates,
        fund: Fen(figures.fund_fen),
        fund_cases: figures.fund_cases,
        service_kinds: figures.service_kinds,
        returns: figures.stat_years,
    })
}

fn told(of: &Indicators) -> inc_assess::Indicators {
    let year = &of.year;
    inc_assess::Indicators {
        space_use_bp: of.space_use_bp,
        tenants: year.tenants,
        high_tech_tenants: year.high_tech_tenants,
        tech_sme_tenants: year.tech_sme_tenants,
        chain_tenants: year.chain_tenants,
        financed_tenants: year.financed_tenants,
        entered: year.entered,
        graduates: year.graduates,
        investment: Fen(year.investment_fen),
        services: year.services,
        mentor_logs: year.mentor_logs,
        data_quality_bp: of.data_quality_bp,
    }
}
