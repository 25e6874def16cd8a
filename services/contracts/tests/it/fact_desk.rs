//! The facts of a rules service that stands in for the real one.
use std::sync::{Arc, Mutex};

use kezhuan_protocol::rules::v1::{FactKey, FactReservation};
use kezhuan_rpc::Problem;
use tonic::{Code, Response, Status};

/// How it fails.
#[derive(Clone, Copy)]
pub enum Failing {
    Away,
    /// It says no, with this reason.
    Refuses(&'static str),
    /// It keeps the fact, and nobody hears of it.
    LosesAnswers,
}

/// Keeps facts as the rules service does, as far as one service can tell, and remembers what it was asked.
#[derive(Clone, Default)]
pub struct FactDesk(Arc<Mutex<Desk>>);

#[derive(Default)]
struct Desk {
    /// What it does instead of keeping facts.
    failing: Option<Failing>,
    asked: Vec<(&'static str, FactKey)>,
}

impl FactDesk {
    /// From now on it fails like this; `None` ends it.
    pub fn fails(&self, how: Option<Failing>) {
        self.0.lock().unwrap().failing = how;
    }

    /// The steps that were taken about a claim, in order, repeats once.
    pub fn steps_of(&self, claim: &str) -> Vec<&'static str> {
        let desk = self.0.lock().unwrap();
        let of_claim = desk.asked.iter().filter(|(_, key)| key.case == claim);
        let mut steps: Vec<&'static str> = of_claim.map(|(step, _)| *step).collect();
        steps.dedup();
        steps
    }

    /// Answers one step of a service.
    pub fn step(
        &self,
        step: &'static str,
        key: FactKey,
    ) -> Result<Response<FactReservation>, Status> {
        let mut desk = self.0.lock().unwrap();
        match desk.failing {
            Some(Failing::Away) => Err(Status::unavailable("it is away")),
            Some(Failing::Refuses(reason)) => {
                let problem = Problem::new(Code::FailedPrecondition, reason, "rules.kezhuan");
                Err(problem.zh("不予预留").en("it says no").into())
            }
            Some(Failing::LosesAnswers) => {
                desk.asked.push((step, key));
                Err(Status::unavailable("the answer is lost"))
            }
            None => {
                desk.asked.push((step, key));
                Ok(Response::new(FactReservation::default()))
            }
        }
    }
}
