//! What this service grants by the rules of counties: subsidies for demonstrations that were accepted.
use std::collections::BTreeMap;

use chrono::Datelike;
use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_grants::{
    Answer, Benefits, Claim, Earlier, Error, Programme, Question, Standing, Subject, Wanted,
};
use kezhuan_law::Fen;
use kezhuan_law::refused::Refused;
use kezhuan_rulebook::Asked;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::NAME;
use crate::api::{BASES, DEMONSTRATIONS};
use crate::domain::demonstration::Demonstration;
use crate::domain::season::Season;
use crate::domain::transformation_base::Base;
use crate::domain::value_growth;
use crate::error::DOMAIN;
use crate::rules::Rules;
use crate::rules::agr_subsidy::Demonstrated;
use crate::store::stored::Stored;
use crate::store::{bases, demonstrations, extensions};

const SUBSIDY: Programme = Programme {
    family: "agr.subsidy",
    hook: "agr.subsidy@1",
    number: "KZ-AGS",
    zh: "农业科技成果示范补贴",
    en: "subsidy for an agricultural demonstration",
};

/// What claims are about here. Cheap to clone.
#[derive(Clone)]
pub struct AgricultureBenefits {
    pub database: Database,
    pub rules: Rules,
}

/// What a claim is about, as the service reads it.
struct Shown {
    demonstration: Stored<Demonstration>,
    base: Base,
    /// That its extension reached, as far as their county confirmed it.
    households: i64,
}

impl Benefits for AgricultureBenefits {
    const DOMAIN: &'static str = DOMAIN;
    const PROGRAMMES: &'static [Programme] = &[SUBSIDY];

    async fn subject(&self, caller: &Caller, wanted: &Wanted) -> Result<Subject, Error> {
        let id = DEMONSTRATIONS.parse_field("subject", &wanted.subject)?;
        let read = self
            .database
            .read(caller, async |connection| found(connection, id).await);
        let Stored { body, tenant, .. } = read.await?;
        let season = body.season.to_string();
        if !wanted.occasion.is_empty() && wanted.occasion != season {
            let wrong = crate::Error::field(
                "occasion",
                "OCCASION_UNKNOWN",
                format!("示范补贴的事项应留空，或填写该示范的季别 {season}"),
                format!("leave the occasion empty, or name the demonstration's season {season}"),
            );
            return Err(wrong.into());
        }
        let acceptance = body.acceptance.as_ref().filter(|_| body.is_accepted());
        let accepted_on = acceptance.map(|one| one.accepted_on).ok_or_else(|| {
            Refused::new(
                "DEMONSTRATION_NOT_ACCEPTED",
                "示范尚未通过验收，不能申请补贴",
                "the demonstration is not accepted: nothing is claimed for it yet",
            )
        })?;
        Ok(Subject {
            division: body.division.clone(),
            tenant,
            claimant: body.operator,
            others: Vec::new(),
            facts: vec![DEMONSTRATIONS.name(id)],
            legal_date: accepted_on,
            year: accepted_on.year(),
            required_materials: vec!["YIELD_REPORT".to_owned()],
        })
    }

    fn standing<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        claim: &'a Claim,
    ) -> BoxFuture<'a, Result<Standing, Error>> {
        Box::pin(async move {
            let id = DEMONSTRATIONS.parse(&claim.subject)?;
            let shown = shown(connection, id).await?;
            let versions = shown.demonstration.body.version + shown.base.version;
            Ok(Standing {
                // Each of them only grows.
                version: versions.saturating_add(shown.households),
                most: None,
            })
        })
    }

    async fn ask(&self, question: &Question) -> Result<Asked<Answer>, Error> {
        let claim = &question.claim;
        let id = DEMONSTRATIONS.parse(&claim.subject)?;
        let reader = Caller::service(NAME, &claim.tenant);
        let read = self.database.read(&reader, async |connection| {
            let shown = shown(connection, id).await?;
            let base = shown.base.id;
            let seasons = seasons_of(connection, &question.earlier, base).await?;
            Ok::<_, Error>((shown, seasons))
        });
        let (shown, seasons) = read.await?;
        let told = demonstrated(&shown, &seasons, question);
        let asked = self.rules.subsidy(told, question.asking.clone()).await?;
        Ok(asked.held_to(|granted| {
            Ok(Answer {
                ok: granted.reasons.is_empty(),
                amount: granted.amount,
                payee: None,
                reasons: granted.reasons,
            })
        }))
    }
}

async fn found(connection: &mut PgConnection, id: Uuid) -> Result<Stored<Demonstration>, Error> {
    let found = demonstrations::find(connection, id).await?;
    Ok(found.ok_or_else(|| DEMONSTRATIONS.not_found(id))?)
}

async fn shown(connection: &mut PgConnection, id: Uuid) -> Result<Shown, Error> {
    let demonstration = found(connection, id).await?;
    let base = demonstration.body.base;
    let kept = bases::find(connection, base).await?;
    Ok(Shown {
        households: extensions::households_of(connection, id).await?,
        base: kept.ok_or_else(|| BASES.not_found(base))?.body,
        demonstration,
    })
}

/// The seasons of a base's demonstrations that were granted something before, by their claims' subject.
async fn seasons_of(
    connection: &mut PgConnection,
    earlier: &[Earlier],
    base: Uuid,
) -> Result<BTreeMap<String, Season>, Error> {
    let mut seasons = BTreeMap::new();
    for grant in earlier {
        let id = DEMONSTRATIONS.parse(&grant.subject)?;
        let demonstration = found(connection, id).await?.body;
        if demonstration.base == base {
            seasons.insert(grant.subject.clone(), demonstration.season);
        }
    }
    Ok(seasons)
}

fn demonstrated(
    shown: &Shown,
    seasons: &BTreeMap<String, Season>,
    question: &Question,
) -> Demonstrated {
    let demonstration = &shown.demonstration.body;
    let measurement = demonstration.measurement.as_ref();
    let increase = measurement.and_then(|one| one.increase_bp);
    let year = i32::from(demonstration.season.year());
    let of_base = |holds: &dyn Fn(&Earlier, Season) -> bool| {
        let grants = question.earlier.iter().filter(|grant| {
            let season = seasons.get(&grant.subject);
            season.is_some_and(|season| holds(grant, *season))
        });
        // Each is within a budget of 64 bits; a rule that is told too much grants less.
        Fen(grants.fold(0_i64, |sum, grant| sum.saturating_add(grant.amount.get())))
    };
    Demonstrated {
        division: demonstration.division.clone(),
        field: shown.base.field.clone(),
        crop: demonstration.crop.as_str().to_owned(),
        season: demonstration.season,
        area_c: demonstration.stated_area_c,
        increase_bp: increase.and_then(|bp| i32::try_from(bp).ok()),
        value_growth_bp: value_growth::reported(&shown.base.assessments, year),
        households: u32::try_from(shown.households).unwrap_or(u32::MAX),
        season_paid: of_base(&|_, season| season == demonstration.season),
        year_paid: of_base(&|grant, _| grant.year == question.claim.year),
        budget_left: question.budget_left,
    }
}
