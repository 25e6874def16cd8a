//! Harvested plots, of trials and demonstrations alike: what they weighed, and what they yielded.
use std::collections::BTreeSet;

use kezhuan_law::money::divide_half_up;
use serde::{Deserialize, Serialize};

use super::code_list::code_list;
use super::crop::Crop;
use super::form::{Form, NAME_MAX};
use super::refused::FieldViolation;
use super::yields::{Harvest, Standard, normalised};

/// Largest plot: a thousand mu.
const AREA_MAX_C: i64 = 100_000;
/// Heaviest harvest of one: a thousand tonnes.
const FRESH_MAX_G: i64 = 1_000_000_000;
/// Wettest that can be weighed.
const MOISTURE_MAX_BP: i64 = 9_999;
/// Yield that nothing reaches: 100 tonnes a mu.
const YIELD_MAX_C: i64 = 10_000_000;

code_list! {
    /// To what moisture fresh weights are brought.
    Moisture {
        Indica = "INDICA", "籼稻标准水分13.5%", "indica rice, 13.5 %";
        Japonica = "JAPONICA", "粳稻标准水分14.5%", "japonica rice, 14.5 %";
        /// Crops whose standard is not known here.
        Fresh = "FRESH", "鲜重", "fresh weight";
    }
}

code_list! {
    /// Which of the two varieties grew on it.
    Role {
        Candidate = "CANDIDATE", "参试品种", "variety on trial";
        Check = "CHECK", "对照品种", "check variety";
    }
}

/// One plot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plot {
    /// As it stands on its peg.
    pub label: String,
    pub role: Role,
    /// From 1; 0 where there are none.
    pub replication: u32,
    /// Hundredths of a mu.
    pub area_c: i64,
    pub fresh_g: i64,
    pub moisture_bp: i64,
}

impl Moisture {
    /// The standard of the law; none of fresh weight.
    pub const fn standard(self) -> Option<Standard> {
        match self {
            Moisture::Indica => Some(Standard::Indica),
            Moisture::Japonica => Some(Standard::Japonica),
            Moisture::Fresh => None,
        }
    }

    /// Looks whether it is one for a crop: rice has its standards, other crops have none here.
    pub fn look(self, form: &mut Form, crop: &Crop) {
        let is_rice = crop.as_str() == "rice";
        if is_rice != self.standard().is_some() {
            form.wrong(FieldViolation::new(
                "moisture_standard",
                "MOISTURE_STANDARD_INVALID",
                "水稻应选籼稻或粳稻标准水分，其他作物按鲜重计",
                "rice goes by the indica or japonica standard, other crops by fresh weight",
            ));
        }
    }
}

/// The yield of plots together, in hundredths of a kilogram a mu; rounded once, half up. `None` without any.
pub fn yield_c<'a>(plots: impl IntoIterator<Item = &'a Plot>, moisture: Moisture) -> Option<i64> {
    let harvests = plots.into_iter().map(|plot| Harvest {
        fresh_g: plot.fresh_g,
        moisture_bp: plot.moisture_bp,
        area_c: plot.area_c,
    });
    let harvests: Vec<Harvest> = harvests.collect();
    match moisture.standard() {
        Some(standard) => normalised(&harvests, standard),
        None => {
            let weight = harvests.iter().map(|one| i128::from(one.fresh_g));
            let area = harvests.iter().map(|one| i128::from(one.area_c));
            divide_half_up(weight.sum::<i128>().checked_mul(10)?, area.sum())
        }
    }
}

/// Looks at plots one by one: figures that can be, and each label once.
pub fn look(form: &mut Form, plots: &[Plot], moisture: Moisture, plots_max: usize) {
    if plots.is_empty() || plots.len() > plots_max {
        form.wrong(FieldViolation::new(
            "plots",
            "PLOTS_INVALID",
            format!("应填报 1 至 {plots_max} 个小区"),
            format!("there are 1 to {plots_max} plots"),
        ));
        return;
    }
    let mut labels = BTreeSet::new();
    for (index, plot) in plots.iter().enumerate() {
        let path = |field: &str| format!("plots[{index}].{field}");
        form.needed(path("label"), &plot.label, NAME_MAX);
        if !labels.insert(plot.label.trim()) {
            let (zh, en) = ("小区编号重复", "the label is given twice");
            form.wrong(FieldViolation::new(path("label"), "PLOT_REPEATED", zh, en));
        }
        form.between(path("area_c"), plot.area_c, (1, AREA_MAX_C));
        form.between(path("fresh_g"), plot.fresh_g, (1, FRESH_MAX_G));
        form.between(path("moisture_bp"), plot.moisture_bp, (0, MOISTURE_MAX_BP));
        look_yield(form, path("fresh_g"), plot, moisture);
    }
}

fn look_yield(form: &mut Form, path: String, plot: &Plot, moisture: Moisture) {
    // Figures out of range are told already.
    let yielded = yield_c([plot], moisture);
    if yielded.is_some_and(|yielded| yielded > YIELD_MAX_C) {
        form.wrong(FieldViolation::new(
            path,
            "YIELD_IMPLAUSIBLE",
            "折算亩产过高，请核对重量（克）与面积（0.01亩）",
            "the yield is beyond belief: check weight (g) and area (0.01 mu)",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(label: &str, area_c: i64, fresh_g: i64, moisture_bp: i64) -> Plot {
        Plot {
            label: label.to_owned(),
            role: Role::Candidate,
            replication: 1,
            area_c,
            fresh_g,
            moisture_bp,
        }
    }

    #[test]
    fn grain_is_normalised_and_fruit_is_not() {
        let plots = [plot("1", 100, 650_000, 2_100)];
        assert_eq!(yield_c(&plots, Moisture::Indica), Some(59_364));
        assert_eq!(yield_c(&plots, Moisture::Fresh), Some(65_000));
        assert_eq!(yield_c(&[], Moisture::Fresh), None);
        let widest = plot("1", 1, i64::MAX, i64::MIN);
        assert_eq!(yield_c([&widest], Moisture::Fresh), None);
    }

    #[test]
    fn each_wrong_figure_is_told_by_its_path() {
        let plots = [
            plot("A", 10, 60_000, 2_100),
            plot("A ", 0, 60_000, 2_100),
            plot("", 10, -1, 10_000),
            plot("B", 1, 1_000_000_000, 0),
        ];
        let mut form = Form::default();
        look(&mut form, &plots, Moisture::Indica, 4);
        let refused = form.check().unwrap_err();
        let found: Vec<_> = refused
            .fields
            .iter()
            .map(|field| (field.field.as_str(), field.reason))
            .collect();
        assert_eq!(
            found,
            [
                ("plots[1].label", "PLOT_REPEATED"),
                ("plots[1].area_c", "NUMBER_OUT_OF_RANGE"),
                ("plots[2].label", "FIELD_MISSING"),
                ("plots[2].fresh_g", "NUMBER_OUT_OF_RANGE"),
                ("plots[2].moisture_bp", "NUMBER_OUT_OF_RANGE"),
                ("plots[3].fresh_g", "YIELD_IMPLAUSIBLE"),
            ]
        );
        for plots_max in [0, 3] {
            let mut form = Form::default();
            look(&mut form, &plots, Moisture::Indica, plots_max);
            let refused = form.check().unwrap_err();
            assert_eq!(refused.fields[0].reason, "PLOTS_INVALID");
        }
    }

    #[test]
    fn rice_has_its_standards_and_other_crops_none() {
        for (crop, moisture, is_one) in [
            ("rice", Moisture::Indica, true),
            ("rice", Moisture::Japonica, true),
            ("rice", Moisture::Fresh, false),
            ("tangerine", Moisture::Fresh, true),
            ("tangerine", Moisture::Indica, false),
        ] {
            let mut form = Form::default();
            moisture.look(&mut form, &Crop::parse(crop).unwrap());
            assert_eq!(form.check().is_ok(), is_one, "{crop} {moisture:?}");
        }
    }
}
