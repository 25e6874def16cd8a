//! What plots come to, and which are none.
use super::*;

fn wrong(plots: Vec<Plot>) -> Vec<(String, &'static str)> {
    let refused = take(&sown(), &operator(), harvest(plots)).unwrap_err();
    let fields = refused.fields.into_iter();
    fields.map(|field| (field.field, field.reason)).collect()
}

#[test]
fn yields_increase_and_variation_follow_from_the_plots() {
    let figures = measured().figures.unwrap();
    // 59.1, 59.4 and 59.6 kg of a tenth of a mu, at standard moisture.
    assert_eq!(figures.replication_yields_c, [59_100, 59_400, 59_600]);
    assert_eq!(figures.yield_c, 59_367);
    assert_eq!(figures.check_yield_c, 56_000);
    assert_eq!(figures.increase_bp, 601);
    // Deviation 251.66 over a mean of 59366.67.
    assert_eq!(figures.cv_bp, Some(42));
    assert_eq!(figures.replications, 3);
}

#[test]
fn two_plots_of_a_replication_count_as_one() {
    let mut harvested = plots(&[59_000, 60_000]);
    harvested.push(plot("A3", plot::Role::Candidate, 2, 62_000));
    let trial = step(&sown(), &operator(), harvest(harvested));
    assert_eq!(trial.warnings, [FEW_REPLICATIONS]);
    let figures = trial.figures.unwrap();
    assert_eq!(figures.replication_yields_c, [59_000, 61_000]);
    assert_eq!(figures.replications, 2);
}

#[test]
fn a_single_replication_has_no_variation() {
    let trial = step(&sown(), &operator(), harvest(plots(&[59_000])));
    assert_eq!(trial.figures.unwrap().cv_bp, None);
}

#[test]
fn a_replication_holds_both_varieties() {
    let mut harvested = plots(&[59_000, 60_000]);
    harvested.remove(3);
    let expected = ("plots[2].replication".to_owned(), "REPLICATION_INCOMPLETE");
    assert_eq!(wrong(harvested), [expected]);
    let only_check = vec![plot("B1", plot::Role::Check, 1, 56_000)];
    assert_eq!(wrong(only_check)[0].1, "REPLICATION_INCOMPLETE");
}

#[test]
fn each_wrong_row_is_named() {
    let mut harvested = plots(&[59_000, 60_000]);
    harvested[1].area_c = 0;
    harvested[2].label = "A1".to_owned();
    harvested[3].moisture_bp = 10_000;
    let found = wrong(harvested);
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["plots[1].area_c", "plots[2].label", "plots[3].moisture_bp"]
    );
    assert_eq!(wrong(Vec::new()), [("plots".to_owned(), "PLOTS_INVALID")]);
    let mut far_too_much = plots(&[59_000]);
    far_too_much[1].fresh_g = 1;
    let refused = take(&sown(), &operator(), harvest(far_too_much));
    assert_eq!(reason(refused), "YIELD_IMPLAUSIBLE");
}

#[test]
fn days_come_in_their_order() {
    let sown_on = date("2025-07-21");
    let refused = take(&planned(), &operator(), Command::Sow { sown_on }).unwrap_err();
    assert_eq!(refused.fields[0].reason, "DATE_IN_FUTURE");
    for (harvested_on, expected) in [
        ("2025-07-21", "DATE_IN_FUTURE"),
        ("2025-03-10", "DATE_TOO_EARLY"),
    ] {
        let command = Command::Harvest {
            harvested_on: date(harvested_on),
            plots: plots(&[59_000]),
        };
        let refused = take(&sown(), &operator(), command).unwrap_err();
        assert_eq!(refused.fields[0].reason, expected);
    }
    let by_county = take(&sown(), &county(), harvest(plots(&[59_000])));
    assert_eq!(reason(by_county), "ROLE_MISSING");
}
