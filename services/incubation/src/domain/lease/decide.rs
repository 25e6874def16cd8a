//! One command on one lease: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use kezhuan_law::duty;
use kezhuan_law::refused::Refused;

use super::offer::not_a_tenant;
use super::{Lease, Side, Signature, State, Step, Termination, next, overlap};
use crate::domain::actor::{Actor, Role};
use crate::domain::operator;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By either side; the second signature makes the lease.
    Sign(Standing),
    /// By the service on the first day.
    Start,
    /// By the service on the day after the last.
    End,
    /// By either side, from an offer on.
    Terminate { reason: String },
}

/// How tenant, unit and carrier stand when a lease is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub is_incubating: bool,
    /// Somebody else has the unit on some of the days.
    pub is_unit_taken: bool,
    /// The most that others have of the carrier on one of the days, in 0.01 m².
    pub let_area_c: i64,
    /// What the carrier has for tenants, where it is known.
    pub tenant_area_c: Option<i64>,
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
}

/// What happened to a lease: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    LeaseSignedFirst,
    LeaseSigned,
    LeaseStarted,
    LeaseEnded,
    LeaseTerminated { reason: String },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::LeaseSignedFirst => "LeaseSignedFirst",
            Event::LeaseSigned => "LeaseSigned",
            Event::LeaseStarted => "LeaseStarted",
            Event::LeaseEnded => "LeaseEnded",
            Event::LeaseTerminated { .. } => "LeaseTerminated",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The lease after the step, its version one higher.
    pub lease: Lease,
    pub from: State,
    pub event: Event,
}

impl Command {
    fn step_on(&self, lease: &Lease) -> Step {
        match self {
            Command::Sign(_) => match lease.first_signature {
                None => Step::SignFirst,
                Some(_) => Step::Sign,
            },
            Command::Start => Step::Start,
            Command::End => Step::End,
            Command::Terminate { .. } => Step::Terminate,
        }
    }
}

/// Takes `command` on `lease`, or says why not; the lease itself stays as it was.
pub fn decide(
    lease: &Lease,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(lease.state, command.step_on(lease))?;
    let mut after = lease.clone();
    let event = match command {
        Command::Sign(standing) => sign(&mut after, standing, circumstances)?,
        Command::Start => start(&after, circumstances)?,
        Command::End => end(&after, circumstances)?,
        Command::Terminate { reason } => terminate(&mut after, reason, circumstances)?,
    };
    after.state = to;
    after.version += 1;
    Ok(Decided {
        lease: after,
        from: lease.state,
        event,
    })
}

fn sign(lease: &mut Lease, standing: Standing, at: &Circumstances<'_>) -> Result<Event, Refused> {
    let side = side(lease, at.actor)?;
    if lease
        .first_signature
        .as_ref()
        .is_some_and(|first| first.side == side)
    {
        return Err(Refused::new(
            "SIDE_HAS_SIGNED",
            "本方已签，等待另一方签约",
            "this side has signed: the other one's signature is awaited",
        ));
    }
    standing.check(lease)?;
    let signature = Some(Signature {
        side,
        by: at.actor.subject.clone(),
        signed_on: at.today,
    });
    match lease.first_signature {
        None => {
            lease.first_signature = signature;
            Ok(Event::LeaseSignedFirst)
        }
        Some(_) => {
            lease.second_signature = signature;
            Ok(Event::LeaseSigned)
        }
    }
}

impl Standing {
    fn check(&self, lease: &Lease) -> Result<(), Refused> {
        if !self.is_incubating {
            return Err(not_a_tenant());
        }
        if self.is_unit_taken {
            return Err(overlap());
        }
        let Some(tenant_area_c) = self.tenant_area_c else {
            return Ok(());
        };
        let with_this = i128::from(self.let_area_c) + i128::from(lease.area_c);
        match with_this > i128::from(tenant_area_c) {
            true => Err(Refused::new(
                "TENANT_AREA_EXCEEDED",
                "出租面积合计将超过载体的在孵企业用房面积",
                "more would be let than the carrier has for tenants",
            )
            .with("let_area_c", self.let_area_c.to_string())
            .with("tenant_area_c", tenant_area_c.to_string())),
            false => Ok(()),
        }
    }
}

fn start(lease: &Lease, at: &Circumstances<'_>) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    match at.today >= lease.starts_on {
        true => Ok(Event::LeaseStarted),
        false => Err(not_time_yet()),
    }
}

fn end(lease: &Lease, at: &Circumstances<'_>) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    match at.today > lease.ends_on {
        true => Ok(Event::LeaseEnded),
        false => Err(not_time_yet()),
    }
}

fn terminate(lease: &mut Lease, reason: String, at: &Circumstances<'_>) -> Result<Event, Refused> {
    side(lease, at.actor)?;
    duty::reasoned("reason", &reason)?;
    lease.termination = Some(Termination {
        terminated_on: at.today,
        reason: reason.clone(),
        by: at.actor.subject.clone(),
    });
    Ok(Event::LeaseTerminated { reason })
}

/// For which side the actor speaks.
fn side(lease: &Lease, actor: &Actor) -> Result<Side, Refused> {
    if operator::speaks(actor, &lease.operator) {
        return Ok(Side::Operator);
    }
    duty::of_organisation(actor, Role::Applicant, &lease.tenant)?;
    Ok(Side::Tenant)
}

fn not_time_yet() -> Refused {
    Refused::new("NOT_TIME_YET", "尚未到日期", "its day has not come yet")
}
