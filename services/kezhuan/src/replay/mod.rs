//! A candidate tried on stored decisions: by the service where the package is uploaded, on this machine from
//! the service's export where it is a file; and what the service keeps of one that runs beside the rule in force.
mod here;
mod shadow;
mod sheet;
mod tables;
mod there;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use indicatif::ProgressBar;
use kezhuan_protocol::replay::v1::{Change, Report};

use crate::suite::Session;
pub use here::Candidate;
pub use shadow::{line, shadow_ledger, standing};
pub use sheet::Sheet;
pub use tables::told;

/// Who asks the questions of a hook, and so keeps what was decided.
fn keeper(hook: &str) -> &'static str {
    match hook.split_once('.') {
        Some(("ip", _)) => kezhuan_financing::NAME,
        Some(("inc", _)) => kezhuan_incubation::NAME,
        Some(("agr", _)) => kezhuan_agriculture::NAME,
        Some(("evt", _)) => kezhuan_events::NAME,
        _ => kezhuan_contracts::NAME,
    }
}

/// Whose decisions of which legal dates, under which figures.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub tenant: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// JSON; empty takes the figures each question was asked with.
    pub settings_json: String,
}

/// Where the candidate is asked.
pub enum Place {
    /// `packages/{sha256}` of the rules service.
    There(String),
    Here(Box<Candidate>),
}

/// What is done with what comes in.
pub struct Telling<'t> {
    spinner: &'t ProgressBar,
    sheet: &'t mut Option<Sheet>,
}

impl<'t> Telling<'t> {
    /// Shows progress, and writes every change where there is a sheet.
    pub fn new(spinner: &'t ProgressBar, sheet: &'t mut Option<Sheet>) -> Telling<'t> {
        Telling { spinner, sheet }
    }

    fn progress(&self, decisions: i64, changed: i64) {
        self.spinner
            .set_message(format!("{decisions} asked again, {changed} changed"));
        self.spinner.tick();
    }

    fn changes(&mut self, changes: &[Change]) -> anyhow::Result<()> {
        match &mut *self.sheet {
            Some(sheet) => sheet.add(changes),
            None => Ok(()),
        }
    }
}

/// Asks the candidate the stored questions of one hook.
pub async fn run(
    session: &Session,
    place: &Place,
    (wanted, hook): (&Wanted, &str),
    telling: &mut Telling<'_>,
) -> anyhow::Result<Report> {
    match place {
        Place::There(package) => there::run(session, package, (wanted, hook), telling).await,
        Place::Here(candidate) => candidate.run(session, (wanted, hook), telling).await,
    }
}

/// The sum over hooks, for the last line.
#[derive(Debug)]
pub struct Sum {
    began: Instant,
    decisions: i64,
    changed: i64,
    delta_fen: i64,
}

impl Sum {
    /// Nothing yet; the time runs.
    pub fn begin() -> Sum {
        Sum {
            began: Instant::now(),
            decisions: 0,
            changed: 0,
            delta_fen: 0,
        }
    }

    /// Adds one report.
    pub fn add(&mut self, report: &Report) {
        self.decisions += report.decisions;
        self.changed += report.changed;
        self.delta_fen = self.delta_fen.saturating_add(report.delta_fen);
    }

    /// `replay: decisions=… changed=… delta_fen=… seconds=… per_second=…`
    pub fn line(&self) -> String {
        self.line_after(self.began.elapsed())
    }

    fn line_after(&self, elapsed: Duration) -> String {
        let (decisions, changed, delta_fen) = (self.decisions, self.changed, self.delta_fen);
        let seconds = elapsed.as_secs_f64();
        let per_second = decisions as f64 / seconds.max(0.001);
        format!(
            "replay: decisions={decisions} changed={changed} delta_fen={delta_fen} \
             seconds={seconds:.2} per_second={per_second:.0}"
        )
    }
}

/// The file of every change, when one is wanted.
pub fn sheet(file: Option<&PathBuf>) -> anyhow::Result<Option<Sheet>> {
    file.map(|file| Sheet::create(file)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asked_is_asked_for_the_decisions() {
        for (hook, service) in [
            ("tc.incentive@1", "contracts"),
            ("ip.subsidy@1", "financing"),
            ("ip.claim.check@1", "financing"),
            ("inc.rent@1", "incubation"),
            ("agr.trial.accept@1", "agriculture"),
            ("evt.award.score@1", "events"),
        ] {
            assert_eq!(keeper(hook), service, "{hook}");
        }
    }

    #[test]
    fn the_last_line_sums_over_hooks_and_tells_how_many_a_second() {
        let report = |decisions: i64, changed: i64, delta_fen: i64| Report {
            decisions,
            changed,
            delta_fen,
            ..Report::default()
        };
        let mut sum = Sum::begin();
        sum.add(&report(30, 2, -700));
        sum.add(&report(10, 1, 300));
        assert_eq!(
            sum.line_after(Duration::from_millis(2_500)),
            "replay: decisions=40 changed=3 delta_fen=-400 seconds=2.50 per_second=16"
        );
        // Where no time passed, a figure is told all the same.
        assert!(
            sum.line_after(Duration::ZERO)
                .ends_with(" seconds=0.00 per_second=40000")
        );
    }
}
