//! A step of a pledge: held with its rights, decided, and each right's own step saved in the same write, all of them or none.
//! Plain RPCs are this and a command.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use sqlx::PgConnection;
use uuid::Uuid;

use super::convert::pledge::Viewer;
use super::names::PLEDGES;
use super::{FinancingApi, acting, convert, pledge_debt};
use crate::domain::actor::Actor;
use crate::domain::asset::{self, IpAsset};
use crate::domain::pledge::{self, Command, Debt, Pledge};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{assets, bank_instructions, parties, pledges, reservations};

/// One request for a step, as often as the write tries it.
struct Asked {
    api: FinancingApi,
    caller: Caller,
    key: RequestKey,
    seen: String,
    command: Command,
}

/// A pledge and its rights, all of them held.
struct Held {
    before: Stored<Pledge>,
    rights: Vec<Stored<IpAsset>>,
    debt: Debt,
}

/// Which of its rights a step looks at or moves.
enum Concerned {
    All,
    /// Those whose place is kept for the pledge.
    Reserved,
    None,
}

/// Takes `command` on the pledge.
pub async fn take(
    api: FinancingApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Pledge, Error> {
    let id = PLEDGES.parse(name)?;
    let asked = Arc::new(Asked {
        api: api.clone(),
        caller: caller.clone(),
        key: key.clone(),
        seen: seen.to_owned(),
        command,
    });
    api.database
        .write(&caller, &key, move |write| {
            let asked = asked.clone();
            Box::pin(async move {
                let after = asked.step(write, id).await?;
                let name = PLEDGES.name(id);
                bank_instructions::about(write, &asked.key, &name, asked.moved()).await?;
                let settled_on = settled_on(write, id).await?;
                let viewer = asked.api.pledge_viewer(&asked.caller);
                Ok(convert::pledge::answer(viewer, &after, settled_on))
            })
        })
        .await
}

/// The day since which nothing is owed of what a pledge secures.
pub async fn settled_on(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<NaiveDate>, Error> {
    let days = pledges::settled_on(connection, &[id]).await?;
    Ok(days.first().map(|(_, day)| *day))
}

impl Asked {
    async fn step(&self, write: &mut Write, id: Uuid) -> Result<Stored<Pledge>, Error> {
        let actor = acting::actor(&self.caller);
        let Some(before) = pledges::lock(write, id).await? else {
            return Err(self.refusal(write, &actor, id).await?);
        };
        etag::check(&self.seen, before.body.version)?;
        let held = self.held(write, before).await?;
        let bodies: Vec<IpAsset> = held.rights.iter().map(|right| right.body.clone()).collect();
        let decided = self.decide(&held.before.body, &actor, (&bodies, held.debt))?;
        for (id, command) in &decided.of_assets {
            let mut rights = held.rights.iter();
            // Every right of the pledge is held, or none was.
            if let Some(right) = rights.find(|right| right.body.id == *id) {
                self.move_right(write, right, command.clone(), &actor)
                    .await?;
            }
        }
        let (from, event) = (decided.from, decided.event);
        let after = pledges::save(write, &held.before, decided.pledge, event.name()).await?;
        if let pledge::Event::PledgeFiled { .. } | pledge::Event::PledgeRefiled { .. } = &event {
            reservations::record(write, &after.body).await?;
        }
        convert::event::pledge::publish(write, &after, from, &event);
        Ok(after)
    }

    /// Whoever may read the pledge and not step in it is told why; to others there is none.
    async fn refusal(&self, write: &mut Write, actor: &Actor, id: Uuid) -> Result<Error, Error> {
        let Some(stored) = pledges::find(write, id).await? else {
            return Ok(PLEDGES.not_found(id).into());
        };
        let refused = self.decide(&stored.body, actor, (&[], Debt::Open)).err();
        Ok(refused.unwrap_or_else(|| PLEDGES.not_found(id).into()))
    }

    async fn held(&self, write: &mut Write, before: Stored<Pledge>) -> Result<Held, Error> {
        let pledge = &before.body;
        let ids: Vec<Uuid> = match self.concerned() {
            Concerned::All => {
                let covered = pledge.assets.iter();
                covered.map(|covered| covered.asset).collect()
            }
            Concerned::Reserved => {
                let kept = reservations::of_pledge(write, pledge.id).await?.into_iter();
                let kept = kept.filter(|place| place.ended.is_none());
                kept.map(|place| place.asset_id).collect()
            }
            Concerned::None => Vec::new(),
        };
        if matches!(self.command, Command::File { .. })
            && self.caller.organisation == pledge.pledgor
        {
            // Its word shows its own rights to the bank, which is to be able to reserve them.
            let bank = (pledge.bank.as_str(), parties::BANK);
            parties::admit_to_assets(write, &ids, &pledge.pledgor, bank).await?;
        }
        let debt = pledge_debt::of(write, pledge).await?;
        let rights = assets::lock_all(write, &ids).await?;
        Ok(Held {
            before,
            rights,
            debt,
        })
    }

    fn decide(
        &self,
        pledge: &Pledge,
        actor: &Actor,
        (assets, debt): (&[IpAsset], Debt),
    ) -> Result<pledge::Decided, Error> {
        let circumstances = pledge::Circumstances {
            actor,
            today: self.api.clock.today(),
            calendar: self.api.calendar,
            assets,
            debt,
            terms: &self.api.parameters.pledge,
        };
        Ok(pledge::decide(
            pledge,
            self.command.clone(),
            &circumstances,
        )?)
    }

    async fn move_right(
        &self,
        write: &mut Write,
        before: &Stored<IpAsset>,
        command: asset::Command,
        actor: &Actor,
    ) -> Result<(), Error> {
        let circumstances = asset::Circumstances {
            actor,
            today: self.api.clock.today(),
            calendar: self.api.calendar,
            terms: &self.api.parameters.asset,
        };
        let decided = asset::decide(&before.body, command, &circumstances)?;
        let event = decided.event.name();
        let after = assets::save(write, before, decided.asset, event).await?;
        convert::event::asset::publish(write, &after, before.body.legal, &decided.event);
        Ok(())
    }

    /// Who pledged a right that was transferred since does not see it any more, and has its release to ask for all the
    /// same; a bank gives up what its pledgor never showed it.
    const fn concerned(&self) -> Concerned {
        match self.command {
            Command::FindDefect { .. } | Command::RequestRelease => Concerned::None,
            Command::Refuse { .. } | Command::Withdraw => Concerned::Reserved,
            Command::File { .. }
            | Command::Refile
            | Command::Register { .. }
            | Command::Change { .. }
            | Command::Release
            | Command::Realise { .. } => Concerned::All,
        }
    }

    /// The money behind the step.
    fn moved(&self) -> Fen {
        match self.command {
            Command::Realise { proceeds, .. } => proceeds,
            Command::File { .. }
            | Command::FindDefect { .. }
            | Command::Refile
            | Command::Register { .. }
            | Command::Refuse { .. }
            | Command::Change { .. }
            | Command::RequestRelease
            | Command::Release
            | Command::Withdraw => Fen::ZERO,
        }
    }
}

impl FinancingApi {
    /// As whom an answer about a pledge is read.
    pub(super) fn pledge_viewer<'a>(&'a self, caller: &'a Caller) -> Viewer<'a> {
        Viewer {
            caller,
            terms: &self.parameters.pledge,
            calendar: self.calendar,
        }
    }
}
