//! A service that grants: rent of rooms, and a reward for who moves in. Its rule answers what a test says.
use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_grants::{
    Answer, Benefits, Claim, Error, Party, Programme, Question, Standing, Subject, Wanted,
};
use kezhuan_law::Fen;
use kezhuan_rpc::Problem;
use kezhuan_rule_host::{Decision, Outcome};
use kezhuan_rulebook::Asked;
use sqlx::PgConnection;
use tonic::{Code, Status};

pub const COUNTY: &str = "440704";
pub const DOMAIN: &str = "shelter.test";
pub const RENT: Programme = Programme {
    family: "aid.rent",
    hook: "aid.rent@1",
    number: "KZ-AIR",
    zh: "房租补贴",
    en: "rent aid",
};
pub const MOVING: Programme = Programme {
    family: "aid.moving",
    hook: "aid.moving@1",
    number: "KZ-AIM",
    zh: "入驻奖励",
    en: "moving aid",
};
/// The most that is ever due for a room, in fen.
pub const MOST: i64 = 5_000;

/// What the rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// So many fen, or what the budget left.
    Grants(i64),
    /// To the house that lets the room.
    GrantsTheHouse(i64),
    /// The room is another one when the first answer comes.
    GrantsWhileTheRoomChanges(i64),
    Fails,
    NotInForce,
}

#[derive(Clone)]
pub struct Shelter {
    pub rule: Arc<Mutex<Rule>>,
    /// What the rule was asked, oldest first.
    pub questions: Arc<Mutex<Vec<Question>>>,
    /// How the rooms stand.
    pub standing: Arc<Mutex<Standing>>,
}

impl Shelter {
    pub fn new() -> Shelter {
        Shelter {
            rule: Arc::new(Mutex::new(Rule::Grants(500))),
            questions: Arc::default(),
            standing: Arc::new(Mutex::new(Standing {
                version: 1,
                most: Some(Fen(MOST)),
            })),
        }
    }
}

impl Benefits for Shelter {
    const DOMAIN: &'static str = DOMAIN;
    const PROGRAMMES: &'static [Programme] = &[RENT, MOVING];

    async fn subject(&self, caller: &Caller, wanted: &Wanted) -> Result<Subject, Error> {
        if !wanted.subject.starts_with("rooms/") {
            return Err(Problem::not_found(DOMAIN, "房间", "room", &wanted.subject).into());
        }
        Ok(Subject {
            tenant: COUNTY.to_owned(),
            division: COUNTY.to_owned(),
            claimant: caller.organisation.clone(),
            others: vec![Party {
                organisation: "house".to_owned(),
                capacity: "HOUSE".to_owned(),
            }],
            facts: vec![wanted.subject.clone()],
            legal_date: "2026-03-02".parse().unwrap(),
            year: 2026,
            required_materials: vec!["RECEIPT".to_owned()],
        })
    }

    fn standing<'a>(
        &'a self,
        _: &'a mut PgConnection,
        _: &'a Claim,
    ) -> BoxFuture<'a, Result<Standing, Error>> {
        let standing = *self.standing.lock().unwrap();
        Box::pin(async move { Ok(standing) })
    }

    async fn ask(&self, question: &Question) -> Result<Asked<Answer>, Error> {
        let rule = *self.rule.lock().unwrap();
        let mut questions = self.questions.lock().unwrap();
        if matches!(rule, Rule::GrantsWhileTheRoomChanges(_)) && questions.is_empty() {
            self.standing.lock().unwrap().version += 1;
        }
        questions.push(question.clone());
        let left = question.budget_left.map_or(i64::MAX, Fen::get);
        let answer = |total: i64, payee: Option<&str>| Answer {
            ok: true,
            amount: Fen(total.min(left)),
            payee: payee.map(str::to_owned),
            reasons: vec!["AID".to_owned()],
        };
        Ok(match rule {
            Rule::Grants(total) | Rule::GrantsWhileTheRoomChanges(total) => {
                answered(question).held_to(|_| Ok(answer(total, None)))
            }
            Rule::GrantsTheHouse(total) => {
                answered(question).held_to(|_| Ok(answer(total, Some("house"))))
            }
            Rule::Fails => answered(question).held_to(|_| Err("PLANTED")),
            Rule::NotInForce => {
                asked(question, Outcome::NoRuleInForce).held_to(|_| Err("NO_ANSWER"))
            }
        })
    }
}

fn answered(question: &Question) -> Asked<serde_json::Value> {
    let answer = kezhuan_rule_host::Answer {
        canonical: b"{}".to_vec(),
        value: serde_json::json!({}),
        ok: true,
        reasons: vec!["AID".to_owned()],
    };
    asked(question, Outcome::Answered(answer))
}

fn asked(question: &Question, outcome: Outcome) -> Asked<serde_json::Value> {
    let programme = &question.claim.programme;
    Asked::of(Decision {
        hook: format!("{programme}@1").parse().unwrap(),
        interface_version: Some("1.0.0".to_owned()),
        tenant: question.asking.tenant.clone(),
        legal_date: question.asking.legal_date,
        input: b"{}".to_vec(),
        package: None,
        settings: None,
        outcome,
        fuel_used: 0,
    })
}

/// The error of the service, with the stable reason of what it was made of.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Ended(pub String);

impl From<Problem> for Ended {
    fn from(problem: Problem) -> Ended {
        Ended(problem.reason().to_owned())
    }
}

impl From<kezhuan_database::Error> for Ended {
    fn from(error: kezhuan_database::Error) -> Ended {
        Ended(error.to_string())
    }
}

impl From<anyhow::Error> for Ended {
    fn from(error: anyhow::Error) -> Ended {
        Ended(error.to_string())
    }
}

impl From<Ended> for Status {
    fn from(ended: Ended) -> Status {
        Status::new(Code::Internal, ended.0)
    }
}

impl kezhuan_adoption::ServiceError for Ended {
    fn away(cause: anyhow::Error) -> Ended {
        cause.into()
    }

    fn is_passing(&self) -> bool {
        false
    }
}
