//! What a nomination says of an achievement, and how it is drafted.
use chrono::NaiveDate;
use kezhuan_law::naming::are_same;
use kezhuan_law::regions::{PREFECTURE, is_division_code, is_jiangmen};
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::filing::{allowed, is_of_nominator, nominating};
use super::{Nomination, State, Step, next};
use crate::domain::actor::{Actor, Role};
use crate::domain::award_mean::Band;
use crate::domain::award_round::AwardRound;
use crate::domain::form::{Form, NAME_MAX, NOTE_MAX};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::submission::{CODE_SHAPE, is_code};

/// The highest technology readiness level.
const MATURITY_MAX: i64 = 9;
const KEYWORDS_MAX: usize = 20;
const UNITS_MAX: usize = 20;
const PEOPLE_MAX: usize = 30;
const SUBJECT_MAX: usize = 200;

/// What the nominator writes down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NominationForm {
    pub title: String,
    pub summary: String,
    pub keywords: Vec<String>,
    /// Code of one of the city's key chains; empty: none.
    pub chain: String,
    /// Technology readiness level; 0 where none is stated.
    pub maturity: i64,
    /// The grade that the nominator picks.
    pub sought: Band,
    pub units: Vec<Unit>,
    pub people: Vec<Candidate>,
}

/// Who carried it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub organisation: String,
    pub title: String,
    /// Six digits; empty where nobody knows.
    pub division: String,
}

/// Who stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Subject; empty where they have none.
    pub person: String,
    pub title: String,
}

impl NominationForm {
    /// Whether another with that title and those units is of the same achievement, however they are typed: one unit suffices.
    pub fn is_of(&self, title: &str, units: &[Unit]) -> bool {
        let mut units = units.iter();
        are_same(&self.title, title)
            && units.any(|one| {
                let mut own = self.units.iter();
                own.any(|unit| are_same(&unit.organisation, &one.organisation))
            })
    }
}

impl Candidate {
    /// By their subject, or by their name where neither has one.
    fn is_same_as(&self, other: &Candidate) -> bool {
        match (self.person.is_empty(), other.person.is_empty()) {
            (true, true) => are_same(&self.title, &other.title),
            (false, false) => are_same(&self.person, &other.person),
            (true, false) | (false, true) => false,
        }
    }
}

/// What the edge gives beside the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNomination {
    pub id: Uuid,
    pub number: String,
    pub form: NominationForm,
}

/// Drafts a nomination for the actor's own organisation, while the round is open. Who may not nominate learns it at once.
pub fn draft(
    new: NewNomination,
    round: &AwardRound,
    (actor, today): (&Actor, NaiveDate),
) -> Result<Nomination, Refused> {
    nominating(actor)?;
    round.takes(today)?;
    check(&new.form)?;
    let is_authority = actor.has(Role::CountyStb) || actor.has(Role::CityStb);
    let is_known = is_jiangmen(&actor.tenant) && actor.tenant != PREFECTURE;
    let drafted = Nomination {
        id: new.id,
        number: new.number,
        round: round.id,
        nominator: actor.organisation.clone(),
        nominator_division: (is_authority && is_known).then(|| actor.tenant.clone()),
        form: new.form,
        state: State::Draft,
        version: 1,
        drafted_by: actor.subject.clone(),
        edited_by: Vec::new(),
        local_notice: None,
        local_objections: Vec::new(),
        filed: None,
        group: String::new(),
        refusal: None,
        panel: None,
        score_due_on: None,
        review: None,
        blocked: None,
        failure: None,
        asked_by: None,
        asked_on: None,
        decision: None,
        committee: None,
        notice: None,
        objections: Vec::new(),
        prize: None,
        benefit: None,
        revocation: None,
        pins: RulePins::default(),
    };
    allowed(&drafted, (actor, round))?;
    Ok(drafted)
}

/// Changes a draft while the round is open. A notice that was announced said something else: it is announced again.
pub fn edit(
    nomination: &Nomination,
    form: NominationForm,
    round: &AwardRound,
    (actor, today): (&Actor, NaiveDate),
) -> Result<Nomination, Refused> {
    next(nomination.state, nomination.block(), Step::Edit)?;
    is_of_nominator(nomination, actor)?;
    round.takes(today)?;
    check(&form)?;
    let mut edited = Nomination {
        form,
        local_notice: None,
        version: nomination.version + 1,
        ..nomination.clone()
    };
    if !nomination.authors().any(|author| *author == actor.subject) {
        edited.edited_by.push(actor.subject.clone());
    }
    allowed(&edited, (actor, round))?;
    Ok(edited)
}

/// Holds that everything it needs is said, field by field.
fn check(given: &NominationForm) -> Result<(), Refused> {
    let mut form = Form::default();
    form.needed("form.title", &given.title, NAME_MAX);
    form.needed("form.summary", &given.summary, NOTE_MAX);
    few(
        &mut form,
        "form.keywords",
        given.keywords.len(),
        (0, KEYWORDS_MAX),
    );
    for (place, keyword) in given.keywords.iter().enumerate() {
        form.needed(format!("form.keywords[{place}]"), keyword, NAME_MAX);
    }
    if !given.chain.is_empty() && !is_code(&given.chain) {
        let (zh, en) = CODE_SHAPE;
        form.wrong(FieldViolation::new("form.chain", "CODE_INVALID", zh, en));
    }
    form.between("form.maturity", given.maturity, (0, MATURITY_MAX));
    if given.sought == Band::None {
        let (zh, en) = ("请选择提名等级", "pick the grade it is nominated for");
        form.wrong(FieldViolation::new("form.sought", "FIELD_MISSING", zh, en));
    }
    few(&mut form, "form.units", given.units.len(), (1, UNITS_MAX));
    for (place, unit) in given.units.iter().enumerate() {
        let path = format!("form.units[{place}]");
        of_unit(&mut form, &path, unit);
        let mut others = given.units.iter().take(place);
        if others.any(|other| are_same(&other.organisation, &unit.organisation)) {
            let (zh, en) = ("该单位已填写", "this unit is named already");
            let path = format!("{path}.organisation");
            form.wrong(FieldViolation::new(path, "CODE_REPEATED", zh, en));
        }
    }
    few(
        &mut form,
        "form.people",
        given.people.len(),
        (1, PEOPLE_MAX),
    );
    for (place, person) in given.people.iter().enumerate() {
        let path = format!("form.people[{place}]");
        form.short(format!("{path}.person"), &person.person, SUBJECT_MAX);
        form.needed(format!("{path}.title"), &person.title, NAME_MAX);
        let mut others = given.people.iter().take(place);
        if others.any(|other| other.is_same_as(person)) {
            let (zh, en) = (
                "该人员已填写；同名的不同人员请填写其身份标识",
                "this person is named already; give the subjects of two people of one name",
            );
            form.wrong(FieldViolation::new(path, "CODE_REPEATED", zh, en));
        }
    }
    form.check()
}

fn of_unit(form: &mut Form, path: &str, unit: &Unit) {
    form.needed(format!("{path}.organisation"), &unit.organisation, NAME_MAX);
    form.needed(format!("{path}.title"), &unit.title, NAME_MAX);
    if !unit.division.is_empty() && !is_division_code(&unit.division) {
        let (zh, en) = ("请填写六位行政区划代码", "is a division code of six digits");
        let path = format!("{path}.division");
        form.wrong(FieldViolation::new(path, "DIVISION_INVALID", zh, en));
    }
}

fn few(form: &mut Form, path: &str, count: usize, (least, most): (usize, usize)) {
    if count < least {
        let (zh, en) = ("请填写", "has to be filled in");
        form.wrong(FieldViolation::new(path, "FIELD_MISSING", zh, en));
    }
    if count > most {
        let (zh, en) = (format!("最多 {most} 项"), format!("has at most {most}"));
        form.wrong(FieldViolation::new(path, "TOO_MANY", zh, en));
    }
}
