//! The facts of a rules service that stands in for the real one.
use std::sync::{Arc, Mutex};

use kezhuan_protocol::rules::v1::{FactKey, FactReservation};
use tonic::{Code, Response, Status};

/// Keeps facts as the rules service does, as far as one service can tell, and remembers what it was asked.
#[derive(Clone, Default)]
pub struct FactDesk(Arc<Mutex<Desk>>);

#[derive(Default)]
struct Desk {
    /// What it does instead of keeping facts.
    failing: Option<Code>,
    asked: Vec<(&'static str, FactKey)>,
}

impl FactDesk {
    /// From now on it is away, or the fact is another's; `None` ends it.
    pub fn fails(&self, how: Option<Code>) {
        self.0.lock().unwrap().failing = how;
    }

    /// The steps that were answered about a claim, in order, repeats once.
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
            Some(code) => Err(Status::new(code, "kept for another")),
            None => {
                desk.asked.push((step, key));
                Ok(Response::new(FactReservation::default()))
            }
        }
    }
}
