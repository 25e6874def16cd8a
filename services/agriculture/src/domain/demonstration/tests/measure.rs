//! Who measures a yield, and what it comes to.
use super::*;

/// One thing made wrong in what was measured.
type Mistake = fn(&mut Measured);

#[test]
fn three_experts_without_a_part_in_it_measure_every_plot() {
    let refused = |change: Mistake| {
        let mut measured = what_was_measured();
        change(&mut measured);
        take(&started(), &operator(), Command::Measure(measured)).unwrap_err()
    };
    let cases: [(Mistake, &str, &str); 9] = [
        (|it| drop(it.experts.pop()), "experts", "EXPERTS_INVALID"),
        (
            |it| it.experts[1].expert.id = "expert-1".to_owned(),
            "experts[1].expert",
            "EXPERT_REPEATED",
        ),
        (
            |it| it.experts[2].plots.clear(),
            "experts[2].plots",
            "PLOTS_UNKNOWN",
        ),
        (
            |it| it.experts[2].plots.push("三".to_owned()),
            "experts[2].plots",
            "PLOTS_UNKNOWN",
        ),
        (
            |it| drop(it.experts[0].plots.pop()),
            "plots[2].label",
            "PLOT_UNMEASURED",
        ),
        (|it| it.photos.clear(), "photos", "PHOTOS_INVALID"),
        (
            |it| it.photos[0].sha256 = "0F".repeat(32),
            "photos[0].sha256",
            "DIGEST_INVALID",
        ),
        (
            |it| it.measured_on = date("2025-07-21"),
            "measured_on",
            "DATE_IN_FUTURE",
        ),
        (
            |it| it.measured_on = date("2025-03-02"),
            "measured_on",
            "DATE_TOO_EARLY",
        ),
    ];
    for (change, path, reason) in cases {
        let refused = refused(change);
        assert_eq!(refused.reason, "FORM_INVALID", "{path}");
        let found = (refused.fields[0].field.as_str(), refused.fields[0].reason);
        assert_eq!(found, (path, reason));
    }
    let conflicts: [fn(&mut Measured); 4] = [
        |it| it.experts[1].expert.organisation = "jaas".to_owned(),
        |it| it.experts[1].expert.organisation = "breeders".to_owned(),
        |it| it.experts[1].expert.id = "li".to_owned(),
        |it| it.experts[1].declaration.relatives = vec!["li".to_owned()],
    ];
    for conflict in conflicts {
        let refused = refused(conflict);
        assert_eq!(refused.reason, "EXPERT_CONFLICT");
        assert_eq!(refused.fields[0].field, "experts[1].expert");
    }
}

#[test]
fn without_a_check_there_is_no_increase_and_without_the_variety_no_yield() {
    let mut measured = what_was_measured();
    measured.plots[2].role = plot::Role::Candidate;
    let after = step(&started(), &county(), Command::Measure(measured.clone()));
    let figures = after.measurement.unwrap();
    assert_eq!((figures.check_yield_c, figures.increase_bp), (None, None));
    measured
        .plots
        .iter_mut()
        .for_each(|plot| plot.role = plot::Role::Check);
    let refused = take(&started(), &operator(), Command::Measure(measured));
    assert_eq!(reason(refused), "YIELD_IMPLAUSIBLE");
}
