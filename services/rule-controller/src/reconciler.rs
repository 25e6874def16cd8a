//! One look at one resource: what is asked for, what there is, and the steps between them that are not people's.
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kezhuan_artifacts::Pinned;
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_runtime::LegalClock;
use kube::ResourceExt as _;
use tokio::time::Instant;
use tonic::Status;

use crate::desk::{Desk, refusal};
use crate::domain::{
    Account, Allowed, CARRIER, Carried, Period, Problem, Seen, Source, Step, Wanted, account, next,
    not_passed, unreadable,
};
use crate::refusals::{Attempt, KEPT, Refusals};
use crate::resource::RulePackage;
use crate::shelf::Shelf;

/// Steps of one look; what is left waits for the next.
const STEPS_MAX: usize = 100;

/// How long nothing is proposed after the rules service called this program otherwise. A try leaves an entry behind that people
/// read, so they are few; a new certificate or token is noticed by the next.
const MISNAMED: Duration = Duration::from_secs(3600);

/// What a look needs. It knows no cluster.
pub struct Reconciler {
    desk: Desk,
    shelf: Shelf,
    allowed: Allowed,
    clock: LegalClock,
    refusals: Refusals,
    /// The rules service knows this program by another name: it would not find its own proposals again.
    misnamed: Mutex<Option<(Instant, Problem)>>,
}

/// What a look came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// `packages/{sha256}`; empty where it is not known.
    pub package: String,
    pub account: Account,
}

/// A package that is asked for, and the registry's place of it where it is carried from there.
struct Sought {
    name: String,
    carried: Option<(Pinned, Carried)>,
    /// Why its name is all that is known: it was pulled before.
    not_pulled: Option<Problem>,
}

impl Sought {
    fn signature(&self) -> Option<&Carried> {
        self.carried.as_ref().map(|(_, carried)| carried)
    }
}

impl Reconciler {
    /// Nothing is known yet.
    pub fn new(desk: Desk, shelf: Shelf, allowed: Allowed, clock: LegalClock) -> Reconciler {
        Reconciler {
            desk,
            shelf,
            allowed,
            clock,
            refusals: Refusals::default(),
            misnamed: Mutex::default(),
        }
    }

    /// Takes every step that comes next, until it is somebody else's turn. An error means that the rules service could not
    /// be asked, or lets this program not carry; what a resource or its package lacks is in the answer.
    pub async fn look(&self, object: &RulePackage) -> Result<Looked, Status> {
        let namespace = object.namespace().unwrap_or_default();
        let (name, uid) = (object.name_any(), object.uid().unwrap_or_default());
        let wanted = Wanted::of((&namespace, &name, &uid), &object.spec, &self.allowed);
        let wanted = match (wanted, self.misnamed()) {
            (Ok(wanted), None) => wanted,
            (Err(problem), _) | (Ok(_), Some(problem)) => {
                return Ok(unknown(unreadable("Accepted", &problem)));
            }
        };
        let sought = match self.sought(&wanted, object).await {
            Ok(sought) => sought,
            Err(account) => return Ok(unknown(account)),
        };
        // A proposal may be in any of them, whatever was asked for before: nothing has to be remembered.
        let tenants = self.allowed.tenants_of(&namespace);
        let mut seen = self.seen(&wanted, &sought, &tenants).await?;
        let mut is_uploaded = false;
        for _ in 0..STEPS_MAX {
            match next(&wanted, &sought.name, sought.signature(), &seen) {
                Step::Await(_) | Step::Rest => break,
                // Once is enough for one look, whatever came of it.
                Step::Upload if std::mem::replace(&mut is_uploaded, true) => break,
                step => {
                    self.take(step, (&wanted, &sought, &tenants), &mut seen)
                        .await?
                }
            }
        }
        let what = (&wanted, sought.name.as_str());
        let account = account(what, sought.signature(), &seen);
        Ok(Looked {
            package: sought.name,
            account,
        })
    }

    /// Or what is told where it can't be had, or is not its owner's.
    async fn sought(&self, wanted: &Wanted, object: &RulePackage) -> Result<Sought, Account> {
        let pinned = match &wanted.source {
            Source::Registry(pinned) => pinned,
            Source::Service(name) => {
                return Ok(Sought {
                    name: name.clone(),
                    carried: None,
                    not_pulled: None,
                });
            }
        };
        match (self.shelf.known(pinned).await, named_before(object)) {
            (Ok(known), _) => {
                let is_its_own = known.owner.map_or(Ok(()), |owner| wanted.is_of(&owner));
                is_its_own.map_err(|problem| unreadable("Accepted", &problem))?;
                Ok(Sought {
                    name: known.name,
                    carried: Some((pinned.clone(), known.carried)),
                    not_pulled: None,
                })
            }
            (Err(problem), Some(name)) => Ok(Sought {
                name,
                carried: None,
                not_pulled: Some(problem),
            }),
            (Err(problem), None) => Err(unreadable("Pulled", &problem)),
        }
    }

    async fn seen(
        &self,
        wanted: &Wanted,
        sought: &Sought,
        tenants: &BTreeSet<String>,
    ) -> Result<Seen, Status> {
        let key = match sought.signature() {
            Some(carried) => self.desk.key(&wanted.owner, &carried.key).await?,
            None => None,
        };
        Ok(Seen {
            today: self.clock.today().to_string(),
            not_pulled: sought.not_pulled.clone(),
            package: self.desk.package(&sought.name).await?,
            key,
            entries: self.desk.entries(tenants, wanted).await?,
            ..Seen::default()
        })
    }

    async fn take(
        &self,
        step: Step,
        (wanted, sought, tenants): (&Wanted, &Sought, &BTreeSet<String>),
        seen: &mut Seen,
    ) -> Result<(), Status> {
        match step {
            Step::Upload => self.upload(wanted, sought, seen).await?,
            Step::Propose { period: place } => {
                if let Some(period) = wanted.periods.get(place) {
                    match self.propose(wanted, &sought.name, period).await? {
                        Ok(entry) => seen.entries.push(entry),
                        Err(problem) => {
                            seen.not_proposed.insert(place, problem);
                        }
                    }
                }
            }
            Step::Withdraw { entry } => {
                let answer = self.desk.withdraw(&entry).await;
                seen.entries = self.desk.entries(tenants, wanted).await?;
                if let Err(status) = answer {
                    // People may have decided it meanwhile; whatever it is, this look has done with it.
                    let problem = refusal(status)?;
                    tracing::info!(entry, %problem, "a proposal could not be taken back");
                    seen.entries.retain(|one| one.name != entry);
                }
            }
            Step::Await(_) | Step::Rest => {}
        }
        Ok(())
    }

    /// Proposes a period, unless that was refused lately.
    async fn propose(
        &self,
        wanted: &Wanted,
        package: &str,
        period: &Period,
    ) -> Result<Result<TimelineEntry, Problem>, Status> {
        let attempt = Attempt::Proposal(wanted.mark(package, period));
        let refused = || self.refusals.of(&attempt, Instant::now());
        if let Some(problem) = self.misnamed().or_else(refused) {
            return Ok(Err(problem));
        }
        Ok(match self.desk.propose(wanted, package, period).await {
            Ok(entry) if entry.activated_by != CARRIER => Err(self.other_name(&entry).await),
            Ok(entry) => Ok(entry),
            Err(status) => Err(self.kept(attempt, refusal(status)?)),
        })
    }

    /// The same is not tried again for a while.
    fn kept(&self, attempt: Attempt, problem: Problem) -> Problem {
        self.refusals
            .keep(attempt, problem.clone(), KEPT, Instant::now());
        problem
    }

    fn misnamed(&self) -> Option<Problem> {
        let misnamed = self.misnamed.lock();
        let found = misnamed.unwrap_or_else(PoisonError::into_inner).clone();
        let found = found.filter(|(since, _)| since.elapsed() < MISNAMED);
        found.map(|(_, problem)| problem)
    }

    /// Proposes nothing more for a while, and takes the proposal back.
    async fn other_name(&self, entry: &TimelineEntry) -> Problem {
        let name = &entry.activated_by;
        let problem = Problem::new(
            "OtherName",
            format!(
                "规则服务把本程序称为 {name}，应为 {CARRIER}；请更正其证书或令牌，一小时后或重启本程序后再试"
            ),
            format!(
                "the rules service calls this program {name}: give it a certificate or token of {CARRIER}; it tries again after an \
                 hour, or when it is started again"
            ),
        );
        tracing::error!(%problem, "nothing is proposed any more");
        let found = Some((Instant::now(), problem.clone()));
        *self.misnamed.lock().unwrap_or_else(PoisonError::into_inner) = found;
        if let Err(status) = self.desk.withdraw(&entry.name).await {
            let entry = &entry.name;
            tracing::error!(entry, %status, "it was not taken back: an approver has to refuse it");
        }
        problem
    }

    async fn upload(
        &self,
        wanted: &Wanted,
        sought: &Sought,
        seen: &mut Seen,
    ) -> Result<(), Status> {
        let Some((pinned, carried)) = &sought.carried else {
            return Ok(());
        };
        let attempt = Attempt::upload(wanted, pinned, seen.key.as_ref());
        seen.not_taken = self.refusals.of(&attempt, Instant::now());
        if seen.not_taken.is_some() {
            return Ok(());
        }
        match self.shelf.package(pinned).await {
            Err(problem) => seen.not_pulled = Some(problem),
            Ok(bytes) => match self.desk.upload(wanted, carried, bytes).await {
                Ok(package) => {
                    // Whoever sends the same bytes with another signature takes this one's place: neither is sent in turns.
                    if let Some(problem) = not_passed(&package) {
                        self.kept(attempt, problem);
                    }
                    seen.package = Some(package);
                }
                Err(status) => seen.not_taken = Some(self.kept(attempt, refusal(status)?)),
            },
        }
        Ok(())
    }
}

/// The package's name as it was told of this generation of the resource: a pinned digest means the same for ever.
fn named_before(object: &RulePackage) -> Option<String> {
    let generation = object.metadata.generation?;
    let told = object.status.as_ref()?;
    let is_of_it = told.observed_generation == Some(generation) && !told.package.is_empty();
    is_of_it.then(|| told.package.clone())
}

fn unknown(account: Account) -> Looked {
    Looked {
        package: String::new(),
        account,
    }
}
