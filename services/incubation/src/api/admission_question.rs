//! Whether a start-up comes in: the host's own rule first, then the county's, and where it has none in force the city's. Asked
//! before any row is held.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_law::{Level, regions};
use uuid::Uuid;

use super::names::CARRIERS;
use super::tenancy_step::{self, Plan};
use super::{IncubationApi, acting};
use crate::domain::actor::Actor;
use crate::domain::carrier::Carrier;
use crate::domain::tenancy::{self, Answer, Command, Tenancy};
use crate::error::Error;
use crate::rules::inc_admission::{Admission, House, Newcomer};
use crate::rules::{Asked, Asking, Verdict};
use crate::store::stored::Stored;
use crate::store::{carrier_counts, carriers};

/// What follows for an application as it stands, and what rules said on the way. `until`: the last day of the agreed stay.
pub async fn ask(
    api: &IncubationApi,
    of: &Stored<Tenancy>,
    until: Option<NaiveDate>,
) -> Result<(Command, Heard), Error> {
    let mut heard = Heard::default();
    let host = tenancy::host(&of.body, &api.parameters.tenancy)?;
    if !host.admits() {
        // What the nation refuses, no rule makes good.
        let answer = None;
        return Ok((Command::Admit { until, answer }, heard));
    }
    let house = house(api, of).await?;
    let mut asked = ask_of(api, &of.tenant, &of.body, &house).await?;
    if let (Verdict::NoRule, Level::County) = (&asked.verdict, Level::of(&of.tenant)) {
        heard.keep(asked, of.body.id);
        asked = ask_of(api, regions::PREFECTURE, &of.body, &house).await?;
    }
    let command = command_after(&asked, until);
    heard.keep(asked, of.body.id);
    Ok((command, heard))
}

/// The same for an application that waits for a person: `asking` has the service go on with what the operator wanted.
pub async fn plan_to_ask_again(
    api: &IncubationApi,
    before: Stored<Tenancy>,
    asking: Actor,
) -> Result<Plan, Error> {
    // What the domain refuses needs no rule.
    let again = tenancy_step::decide(api, &before.body, (&asking, Command::AskAgain))?;
    let until = again
        .tenancy
        .proposed
        .as_ref()
        .and_then(|wanted| wanted.until);
    let (follows, heard) = ask(api, &before, until).await?;
    let service = acting::service(&before.tenant);
    Ok(Plan {
        before,
        steps: vec![(asking, Command::AskAgain), (service, follows)],
        heard,
    })
}

/// The service asks for itself: another rule may answer what the last could not.
pub async fn ask_again_for_itself(
    api: &IncubationApi,
    waiting: &Stored<Tenancy>,
) -> Result<(), Error> {
    let service = acting::service(&waiting.tenant);
    let plan = plan_to_ask_again(api, waiting.clone(), service).await?;
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let given = Arc::new((api.clone(), plan));
    let written = api.database.write_as(&caller, move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, plan) = &*given;
            tenancy_step::take(write, api, plan).await?;
            Ok::<_, Error>(())
        })
    });
    written.await
}

/// A passing answer, to hear what the domain says before a rule is asked.
pub fn on_trial() -> Answer {
    Answer {
        pass: true,
        priority: 0,
        reasons: Vec::new(),
        decision: Uuid::nil(),
    }
}

fn command_after(asked: &Asked<Admission>, until: Option<NaiveDate>) -> Command {
    let answer = |pass, priority, reasons| Command::Admit {
        until,
        answer: Some(Answer {
            pass,
            priority,
            reasons,
            decision: asked.id,
        }),
    };
    match &asked.verdict {
        Verdict::Answered(said) => {
            // The hook's bounds say 0 to 100.
            let priority = u8::try_from(said.priority.min(100)).unwrap_or_default();
            answer(said.ok, priority, said.reasons.clone())
        }
        // No benefit hangs on it: the host's rule alone holds.
        Verdict::NoRule => answer(true, 0, vec!["NO_RULE_IN_FORCE".to_owned()]),
        Verdict::Failed(failure) => Command::ReportFailure {
            until,
            failure: failure.clone(),
            decision: Some(asked.id),
        },
    }
}

/// A carrier and how full it is.
struct Occupied {
    carrier: Carrier,
    tenants: i64,
    let_area_c: i64,
}

async fn house(api: &IncubationApi, of: &Stored<Tenancy>) -> Result<Occupied, Error> {
    let (id, today) = (of.body.carrier, api.clock.today());
    // A start-up does not see into the carrier.
    let reader = Caller::service(crate::NAME, &of.tenant);
    let read = api.database.read(&reader, async |connection| {
        let carrier = carriers::find(connection, id).await?;
        let (tenants, let_area_c) = carrier_counts::occupancy(connection, id, today).await?;
        Ok::<_, Error>((carrier, tenants, let_area_c))
    });
    let (carrier, tenants, let_area_c) = read.await?;
    let carrier = carrier.ok_or_else(|| CARRIERS.not_found(id))?.body;
    // It may have lost its status since the start-up applied.
    carrier.hold_takes_tenants()?;
    Ok(Occupied {
        carrier,
        tenants,
        let_area_c,
    })
}

async fn ask_of(
    api: &IncubationApi,
    authority: &str,
    tenancy: &Tenancy,
    house: &Occupied,
) -> Result<Asked<Admission>, Error> {
    let profile = &house.carrier.profile;
    let asking = Asking {
        tenant: authority.to_owned(),
        legal_date: tenancy.applied_on,
        as_of: api.clock.today(),
        pins: tenancy.pins.clone(),
    };
    let newcomer = Newcomer {
        // A team is as young as can be.
        founded: tenancy.founded_on.unwrap_or(tenancy.entry_on),
        entry: tenancy.entry_on,
        field: tenancy.field.as_str(),
        chain: tenancy.chain.as_deref(),
        is_tech_sme: tenancy.declared.tech_sme,
        is_high_tech: tenancy.declared.high_tech,
        is_overseas_chinese: tenancy.is_overseas_chinese,
        source_region: tenancy.source_region.as_deref(),
        staff: tenancy.staff.into(),
    };
    let leader = profile.leader.as_ref();
    let told = House {
        kind: profile.kind,
        grade: house.carrier.grade(),
        field: profile.field.as_deref(),
        leader_chain: leader.map(|leader| leader.chain.as_str()),
        is_remote: profile.is_remote(),
        tenants: house.tenants,
        tenant_area_c: profile.tenant_area_c,
        // Let before the carrier said that it has less.
        let_area_c: house.let_area_c.min(profile.tenant_area_c),
    };
    api.rules
        .admission(&tenancy.division, &newcomer, &told, asking)
        .await
}
