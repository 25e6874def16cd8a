//! `inc.reward@1`: what a county pays for a graduate, or for its carrier's accreditation.
use chrono::NaiveDate;
use kezhuan_grants::{Answer, Question};
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::inc_reward::{
    self as hook, Ask, Carrier, CarrierKind, Date, Facts, Grade as Told, History, Payee, Tenant,
};
use super::words::Word;
use super::{Asked, Rules};
use crate::domain::carrier::{Grade, Kind};
use crate::domain::reward::Occasion;

/// What happened, to whom, and whom it may pay.
#[derive(Debug, Clone, Copy)]
pub struct Rewarded<'a> {
    pub occasion: Occasion,
    pub happened_on: NaiveDate,
    /// `None` where the event is the carrier's own.
    pub tenant: Option<Graduate<'a>>,
    pub kind: Kind,
    pub grade: Option<Grade>,
    /// Before the event.
    pub previous_grade: Option<Grade>,
    pub is_leader_run: bool,
    /// The organisations that run the carrier, and that the event is about.
    pub operator: &'a str,
    pub enterprise: Option<&'a str>,
}

/// The enterprise the event is about.
#[derive(Debug, Clone, Copy)]
pub struct Graduate<'a> {
    pub entry: NaiveDate,
    pub graduated_on: Option<NaiveDate>,
    pub high_tech_on: Option<NaiveDate>,
    pub chain: Option<&'a str>,
    pub is_overseas_chinese: bool,
}

impl<S: Shelf> Rules<S> {
    /// Asks the county. Legal date: the rewarded event.
    pub async fn reward(
        &self,
        rewarded: &Rewarded<'_>,
        question: &Question,
    ) -> Result<Asked<Answer>, S::Error> {
        let (event, happened) = (event(rewarded.occasion), Date::of(rewarded.happened_on));
        let tenant = rewarded.tenant.as_ref().map(tenant);
        let (carrier, history) = (carrier(rewarded), history(rewarded, question));
        let facts = move |header| Facts {
            header,
            event,
            happened,
            tenant,
            carrier,
            history,
        };
        let of = (
            question.claim.division.as_str(),
            question.budget_left.map(Fen::get),
        );
        let asked = self.ask::<Ask>(question.asking.clone(), of, facts).await?;
        let enterprise = rewarded.enterprise.map(str::to_owned);
        let operator = rewarded.operator.to_owned();
        Ok(asked.held_to(move |outcome| {
            let payee = match outcome.payee {
                Payee::None => None,
                Payee::Carrier => Some(operator),
                // A tenant that is none of the event's can't be paid.
                Payee::Tenant => Some(enterprise.ok_or("PAYEE_UNKNOWN")?),
            };
            Ok(Answer {
                ok: outcome.ok,
                amount: Fen(outcome.amount_fen),
                payee,
                reasons: outcome.reasons,
            })
        }))
    }
}

/// What carrier and tenant got before, and what was paid for the same.
fn history(rewarded: &Rewarded<'_>, question: &Question) -> History {
    let claim = &question.claim;
    let same = question
        .earlier
        .iter()
        .filter(|earlier| match rewarded.tenant {
            Some(_) => earlier.subject == claim.subject,
            None => earlier.facts == claim.facts,
        });
    let to_carrier = question
        .earlier
        .iter()
        .filter(|earlier| earlier.payee == rewarded.operator);
    let tenant_year = rewarded
        .enterprise
        .map(|enterprise| question.paid_year_of(enterprise));
    History {
        carrier_year_fen: question.paid_year_of(rewarded.operator).get(),
        tenant_year_fen: tenant_year.map_or(0, Fen::get),
        same_paid_fen: same.fold(0, |sum: i64, earlier| {
            sum.saturating_add(earlier.amount.get())
        }),
        last_paid: to_carrier
            .filter_map(|earlier| earlier.paid_on)
            .max()
            .map(Date::of),
    }
}

fn event(occasion: Occasion) -> hook::Event {
    match occasion {
        Occasion::Graduated => hook::Event::Graduated,
        Occasion::HighTech => hook::Event::HighTech,
        Occasion::Accredited => hook::Event::Accredited,
    }
}

fn tenant(graduate: &Graduate<'_>) -> Tenant {
    Tenant {
        entry: Date::of(graduate.entry),
        graduated: graduate.graduated_on.map(Date::of),
        high_tech: graduate.high_tech_on.map(Date::of),
        chain: graduate.chain.map(str::to_owned),
        is_overseas_chinese: graduate.is_overseas_chinese,
    }
}

fn carrier(rewarded: &Rewarded<'_>) -> Carrier {
    Carrier {
        kind: CarrierKind::of(rewarded.kind),
        grade: rewarded.grade.map(Told::of),
        previous_grade: rewarded.previous_grade.map(Told::of),
        is_leader_run: rewarded.is_leader_run,
    }
}
