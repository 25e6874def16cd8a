//! One command on one pledge, and what it asks of every right it covers.
use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;
use uuid::Uuid;

use super::{Command, Pledge, State, Terms, filing, registry};
use crate::domain::actor::Actor;
use crate::domain::asset::{self, IpAsset};
use crate::domain::refused::Refused;

/// How the debt stands that a pledge secures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Debt {
    Open,
    /// Repaid, or never lent.
    Settled,
    Defaulted,
}

/// Who asks, when, and how the rights and the debt stand.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    /// The rights of the pledge, as they are now.
    pub assets: &'a [IpAsset],
    pub debt: Debt,
    pub terms: &'a Terms,
}

/// What happened to a pledge: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    PledgeAgreedTo,
    PledgeFiled { answer_due_on: NaiveDate },
    PledgeDefective { defect: String },
    PledgeRefiled { answer_due_on: NaiveDate },
    PledgeEffective { certificate: String },
    PledgeRefused { code: String },
    PledgeChanged { registration_version: u32 },
    PledgeReleasing,
    PledgeReleased,
    PledgeRealised,
    PledgeWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::PledgeAgreedTo => "PledgeAgreedTo",
            Event::PledgeFiled { .. } => "PledgeFiled",
            Event::PledgeDefective { .. } => "PledgeDefective",
            Event::PledgeRefiled { .. } => "PledgeRefiled",
            Event::PledgeEffective { .. } => "PledgeEffective",
            Event::PledgeRefused { .. } => "PledgeRefused",
            Event::PledgeChanged { .. } => "PledgeChanged",
            Event::PledgeReleasing => "PledgeReleasing",
            Event::PledgeReleased => "PledgeReleased",
            Event::PledgeRealised => "PledgeRealised",
            Event::PledgeWithdrawn => "PledgeWithdrawn",
        }
    }
}

/// What a command led to; saved with every asset's own step, in one transaction or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The pledge after the step, its version one higher.
    pub pledge: Pledge,
    pub from: State,
    pub event: Event,
    /// What each covered right is asked.
    pub of_assets: Vec<(Uuid, asset::Command)>,
}

/// What one step adds to the pledge it changed: its event, and what it asks of a right.
pub(super) type Outcome = Result<(Event, Option<AssetStep>), Refused>;

/// The step of a right that follows from a pledge's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AssetStep {
    Reserve,
    Register,
    Refuse,
    Release,
    Realise,
    Withdraw,
}

/// Takes `command` on `pledge`, or says why not; the pledge itself stays as it was.
pub fn decide(
    pledge: &Pledge,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = super::next(pledge.state, pledge.step_of(&command, circumstances.actor))?;
    let mut after = pledge.clone();
    let (event, step) = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    let of_assets = step.map_or_else(Vec::new, |step| {
        after.asked_of_assets(step, circumstances.assets)
    });
    Ok(Decided {
        pledge: after,
        from: pledge.state,
        event,
        of_assets,
    })
}

fn take(pledge: &mut Pledge, command: Command, at: &Circumstances<'_>) -> Outcome {
    match command {
        Command::File { channel } => filing::file(pledge, channel, at),
        Command::Refile => filing::refile(pledge, at),
        Command::FindDefect { defect } => registry::find_defect(pledge, defect, at),
        Command::Register { certificate } => registry::register(pledge, certificate, at),
        Command::Refuse { code, note } => registry::refuse(pledge, code, note, at),
        Command::Change { secured, debt_end } => registry::change(pledge, secured, debt_end, at),
        Command::RequestRelease => registry::request_release(pledge, at),
        Command::Release => registry::release(pledge, at),
        Command::Realise { way, proceeds } => registry::realise(pledge, way, proceeds, at),
        Command::Withdraw => filing::withdraw(pledge, at),
    }
}

impl Pledge {
    fn asked_of_assets(&self, step: AssetStep, assets: &[IpAsset]) -> Vec<(Uuid, asset::Command)> {
        let pledge = self.id;
        let ask = || match step {
            AssetStep::Reserve => asset::Command::Reserve {
                pledge,
                bank: self.bank.clone(),
            },
            AssetStep::Register => asset::Command::Register { pledge },
            AssetStep::Refuse => asset::Command::Refuse { pledge },
            AssetStep::Release => asset::Command::Release { pledge },
            AssetStep::Realise => asset::Command::Realise { pledge },
            AssetStep::Withdraw => asset::Command::Withdraw { pledge },
        };
        let covered = self.assets.iter().filter(|covered| match step {
            // A place that lapsed, or that another took over, is not given up again.
            AssetStep::Refuse | AssetStep::Withdraw => self.keeps_place(covered.asset, assets),
            AssetStep::Reserve | AssetStep::Register | AssetStep::Release | AssetStep::Realise => {
                true
            }
        });
        covered.map(|covered| (covered.asset, ask())).collect()
    }

    /// Whether the place of `right` is kept for this pledge.
    fn keeps_place(&self, right: Uuid, assets: &[IpAsset]) -> bool {
        let asset = assets.iter().find(|asset| asset.id == right);
        let standing = asset.and_then(IpAsset::reservation);
        standing.is_some_and(|standing| standing.pledge == self.id)
    }
}
