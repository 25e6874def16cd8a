//! From the approval to the contract: both sides sign in time, or the approval lapses.
use super::decide::{Circumstances, Event};
use super::{Application, Side, Signature};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn sign(
    application: &mut Application,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let side = application.side(at.actor)?;
    if application.is_late(at) {
        return Err(Refused::new(
            "TOO_LATE_TO_SIGN",
            "已超过签约期限",
            "the approval was to be signed before today",
        ));
    }
    match &application.signed {
        None => {
            application.signed = Some(Signature {
                side,
                by: at.actor.subject.clone(),
                signed_on: at.today,
            });
            Ok(Event::ApplicationSignedFirst)
        }
        Some(first) if first.side == side => Err(Refused::new(
            "ALREADY_SIGNED",
            "本方已签约,待另一方签约",
            "this side has signed; the other has not",
        )),
        Some(_) => {
            application.contracted_on = Some(at.today);
            Ok(Event::ApplicationContracted {
                loan: application.loan,
            })
        }
    }
}

pub(super) fn lapse(
    application: &mut Application,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    if !application.is_late(at) {
        return Err(Refused::new(
            "STILL_TIME_TO_SIGN",
            "签约期限尚未届满",
            "the time to sign is not over",
        ));
    }
    Ok(Event::ApplicationLapsed)
}

impl Application {
    /// The side `actor` speaks for, if it is a party.
    pub(super) fn side(&self, actor: &Actor) -> Result<Side, Refused> {
        if actor.is_of(Role::Bank, &self.bank) {
            return Ok(Side::Bank);
        }
        if actor.is_of(Role::Applicant, &self.enterprise) {
            return Ok(Side::Enterprise);
        }
        Err(Refused::new(
            "NOT_A_PARTY",
            "只有银行和借款企业可以办理该步骤",
            "only the bank and the enterprise take this step",
        ))
    }

    fn is_late(&self, at: &Circumstances<'_>) -> bool {
        self.approval
            .as_ref()
            .is_some_and(|approval| at.today > approval.sign_until)
    }
}
