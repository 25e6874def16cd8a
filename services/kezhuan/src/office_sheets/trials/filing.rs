//! One trial's way in: found there already, or planned, sown and harvested as far as its rows say.
use kezhuan_law::Localized;
use kezhuan_protocol::agriculture::v1::trial::State;
use kezhuan_protocol::agriculture::v1::{
    GetTrialRequest, HarvestTrialRequest, ListTrialsRequest, ListVarietiesRequest,
    PlanTrialRequest, SowTrialRequest, Trial,
};
use prost::Message;
use tonic::Status;

use super::group::{Group, NAMED};
use super::precheck;
use crate::office_sheets::{Manner, PAGE_SIZE, digest, quoted};
use crate::sheet_import::{Finding, Problem, Stopped, ask, said};

/// What begins the name of a variety.
const VARIETY: &str = "varieties/";

/// What is wrong, with its row.
type Wrong = Stopped<(u64, Problem)>;

/// The base that trials stand on, and who imports them.
pub struct Field<'a> {
    pub manner: &'a Manner,
    /// bases/{uuid}
    pub base: &'a str,
}

impl Field<'_> {
    /// Takes a trial as far as its rows say; what is done already is not done again.
    pub async fn grow(&self, group: &Group) -> anyhow::Result<Vec<Finding>> {
        match self.steps(group).await {
            Ok(()) => Ok(Vec::new()),
            Err(Stopped::Row(problems)) => Ok(group.fallen(problems)),
            Err(Stopped::Suite(error)) => Err(error),
        }
    }

    async fn steps(&self, group: &Group) -> Result<(), Wrong> {
        let mut trial = match group.trial.starts_with(NAMED) {
            true => self.named(group).await?,
            false => self.found_or_planned(group).await?,
        };
        let design = group.design();
        if trial.state() == State::Planned && !design.sown_on.is_empty() {
            trial = self.sow(group, &trial).await?;
        }
        let plots = group.plots();
        if trial.state() == State::Running && !plots.is_empty() {
            trial = self.harvest(group, &trial).await?;
        }
        agree(group, &trial)
    }

    async fn named(&self, group: &Group) -> Result<Trial, Wrong> {
        let request = GetTrialRequest {
            name: group.trial.clone(),
        };
        let found = ask!(self.manner.session.agriculture(), get_trial, request);
        found.map_err(|status| refused(group, &status))
    }

    async fn found_or_planned(&self, group: &Group) -> Result<Trial, Wrong> {
        let design = group.design();
        let variety = self.variety(group, "variety", &design.variety).await?;
        let check = self.variety(group, "check_variety", &design.check).await?;
        let (base, season) = (quoted(self.base), quoted(&design.season));
        let request = ListTrialsRequest {
            filter: format!(
                "base={base} AND season={season} AND variety={}",
                quoted(&variety)
            ),
            page_size: PAGE_SIZE,
            ..ListTrialsRequest::default()
        };
        let found = ask!(self.manner.session.agriculture(), list_trials, request);
        let mut found = found.map_err(|status| refused(group, &status))?.trials;
        found.retain(|trial| {
            trial.check_variety == check && trial.moisture_standard() == design.moisture
        });
        let is_over = |trial: &&Trial| matches!(trial.state(), State::Void | State::Withdrawn);
        let ended: Vec<&str> = found
            .iter()
            .filter(is_over)
            .map(|trial| trial.name.as_str())
            .collect();
        let mut open = found.iter().filter(|trial| !is_over(trial));
        match (open.next(), open.next()) {
            (Some(trial), None) => Ok(trial.clone()),
            (Some(_), Some(_)) => Err(of_first(group, ambiguous(group))),
            (None, _) => {
                let request = PlanTrialRequest {
                    base: self.base.to_owned(),
                    variety,
                    check_variety: check,
                    season: design.season.clone(),
                    moisture_standard: design.moisture.into(),
                    replications: group.replications(),
                    request_id: String::new(),
                };
                self.plan(group, request, &ended.join(" ")).await
            }
        }
    }

    /// `ended` are trials of this design that came to nothing: with them this is another one.
    async fn plan(
        &self,
        group: &Group,
        mut request: PlanTrialRequest,
        ended: &str,
    ) -> Result<Trial, Wrong> {
        let parts = ["trial", "plan", &digest(&request.encode_to_vec()), ended];
        request.request_id = self.manner.request_id(&parts);
        let planned = ask!(self.manner.session.agriculture(), plan_trial, request);
        planned.map_err(|status| refused(group, &status))
    }

    async fn sow(&self, group: &Group, trial: &Trial) -> Result<Trial, Wrong> {
        let sown_on = &group.design().sown_on;
        let request = SowTrialRequest {
            name: trial.name.clone(),
            etag: String::new(),
            request_id: self
                .manner
                .request_id(&["trial", "sow", &trial.name, sown_on]),
            sown_on: sown_on.clone(),
        };
        let sown = ask!(self.manner.session.agriculture(), sow_trial, request);
        sown.map_err(|status| refused(group, &status))
    }

    async fn harvest(&self, group: &Group, trial: &Trial) -> Result<Trial, Wrong> {
        let mut request = HarvestTrialRequest {
            name: trial.name.clone(),
            etag: String::new(),
            request_id: String::new(),
            harvested_on: group.design().harvested_on.clone(),
            plots: group.plots(),
        };
        let parts = ["trial", "harvest", &digest(&request.encode_to_vec())];
        request.request_id = self.manner.request_id(&parts);
        let harvested = ask!(self.manner.session.agriculture(), harvest_trial, request);
        harvested.map_err(|status| refused(group, &status))
    }

    /// The name of a variety that is written by its name or its title.
    async fn variety(&self, group: &Group, en: &str, text: &str) -> Result<String, Wrong> {
        if text.starts_with(VARIETY) {
            return Ok(text.to_owned());
        }
        let request = ListVarietiesRequest {
            filter: format!("title={}", quoted(text)),
            page_size: PAGE_SIZE,
            ..ListVarietiesRequest::default()
        };
        let found = ask!(self.manner.session.agriculture(), list_varieties, request);
        let found = found.map_err(|status| refused(group, &status))?.varieties;
        match &found[..] {
            [variety] => Ok(variety.name.clone()),
            [] => Err(of_first(group, unknown_variety(group, en, text))),
            [..] => Err(of_first(group, several_varieties(group, en, text))),
        }
    }
}

fn refused(group: &Group, status: &Status) -> Wrong {
    let said = said(status).into_iter();
    Stopped::Row(said.map(|said| precheck::told(group, said)).collect())
}

fn of_first(group: &Group, problem: Problem) -> Wrong {
    Stopped::Row(vec![(group.first(), problem)])
}

/// Holds that the rows say what the service has.
fn agree(group: &Group, trial: &Trial) -> Result<(), Wrong> {
    let design = group.design();
    let differs = |said: &str, known: &str| !said.is_empty() && said != known;
    let plots = group.plots();
    let is_other = trial.season != design.season
        || trial.moisture_standard() != design.moisture
        || differs(&design.sown_on, &trial.sown_on)
        || differs(&design.harvested_on, &trial.harvested_on)
        || (design.replications != 0 && design.replications != trial.replications)
        || (!plots.is_empty() && plots != trial.plots);
    match is_other {
        true => Err(of_first(group, recorded_otherwise(group, trial))),
        false => Ok(()),
    }
}

fn recorded_otherwise(group: &Group, trial: &Trial) -> Problem {
    let name = &trial.name;
    group.problem(
        ("TRIAL_RECORDED_BEFORE", "trial", &group.trial),
        (
            format!("该试验已登记为 {name}，内容与表中不同"),
            format!("it is recorded as {name}, with other content than these rows"),
        ),
        Localized::fixed(
            "已登记的以系统为准：请导出后核对；登记有误的，撤回后重新导入",
            "export the trials and compare; withdraw what was recorded wrongly, and import again",
        ),
    )
}

fn ambiguous(group: &Group) -> Problem {
    group.problem(
        ("TRIAL_AMBIGUOUS", "trial", &group.trial),
        (
            "该基地本季有多个品种、对照相同的试验，无法判断是哪一个".to_owned(),
            "the base has several trials of this design in the season".to_owned(),
        ),
        Localized::fixed(
            "请在本列填写系统名称 trials/…（可先导出）",
            "write its name, trials/…, in this column; an export has it",
        ),
    )
}

fn unknown_variety(group: &Group, en: &str, text: &str) -> Problem {
    group.problem(
        ("VARIETY_UNKNOWN", en, text),
        (
            "系统中没有该品种，或无权查看".to_owned(),
            "there is no such variety, or it is not yours to see".to_owned(),
        ),
        Localized::fixed(
            "请核对品种名称；未登记的品种请先在系统中登记",
            "compare the name, or register the variety first",
        ),
    )
}

fn several_varieties(group: &Group, en: &str, text: &str) -> Problem {
    group.problem(
        ("VARIETY_AMBIGUOUS", en, text),
        (
            "有多个同名品种".to_owned(),
            "several varieties have this name".to_owned(),
        ),
        Localized::fixed(
            "请填写品种的系统名称 varieties/…",
            "write the variety's own name, varieties/…",
        ),
    )
}
