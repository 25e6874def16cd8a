//! What is wrong with the lists of a round, field by field.
use super::{Association, GroupExpert};
use crate::domain::duty;
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::project_call::Criterion;
use crate::domain::refused::FieldViolation;

/// Most dimensions, expert groups, associations and listed experts of one round.
const DIMENSIONS_MAX: usize = 20;
const GROUPS_MAX: usize = 100;
pub const ASSOCIATIONS_MAX: usize = 1_000;
pub const EXPERTS_MAX: usize = 1_000;
const SUBJECT_MAX: usize = 200;
/// Most a dimension weighs, and most places of one band.
pub const FIGURE_MAX: i64 = 1_000;
/// The highest grade of an association (5A).
const GRADE_MAX: i64 = 5;
/// What a code looks like.
pub const CODE_SHAPE: (&str, &str) = (
    "代码用大写字母、数字和下划线，以字母开头",
    "is a code in upper case letters, digits and underscores that begins with a letter",
);

pub fn of_dimensions(form: &mut Form, dimensions: &[Criterion]) {
    if dimensions.is_empty() {
        let (zh, en) = ("请填写评分项", "experts need something to score");
        form.wrong(FieldViolation::new("dimensions", "FIELD_MISSING", zh, en));
    }
    few(form, "dimensions", dimensions.len(), DIMENSIONS_MAX);
    for (place, dimension) in dimensions.iter().enumerate() {
        let path = format!("dimensions[{place}]");
        let mut earlier = dimensions.iter().take(place);
        let is_repeated = earlier.any(|one| one.name == dimension.name);
        if is_repeated || duty::stable_code("name", &dimension.name).is_err() {
            let (zh, en) = (
                "评分项代码用大写字母、数字和下划线，且不得重复",
                "is a code in upper case letters, digits and underscores, each once",
            );
            let path = format!("{path}.dimension");
            form.wrong(FieldViolation::new(path, "CRITERION_INVALID", zh, en));
        }
        form.between(format!("{path}.weight"), dimension.weight, (1, FIGURE_MAX));
    }
}

pub fn of_groups(form: &mut Form, groups: &[String]) {
    few(form, "groups", groups.len(), GROUPS_MAX);
    for (place, group) in groups.iter().enumerate() {
        if duty::stable_code("group", group).is_err() {
            let ((zh, en), path) = (CODE_SHAPE, format!("groups[{place}]"));
            form.wrong(FieldViolation::new(path, "CODE_INVALID", zh, en));
        }
    }
}

pub fn of_experts(form: &mut Form, groups: &[String], experts: &[GroupExpert]) {
    few(form, "experts", experts.len(), EXPERTS_MAX);
    for (place, one) in experts.iter().enumerate() {
        form.needed(format!("experts[{place}].expert"), &one.expert, SUBJECT_MAX);
        if !groups.contains(&one.group) {
            let (zh, en) = (
                "请选择本轮次的专家组",
                "is one of the round's expert groups",
            );
            let path = format!("experts[{place}].group");
            form.wrong(FieldViolation::new(path, "GROUP_UNKNOWN", zh, en));
        }
    }
}

pub fn of_associations(form: &mut Form, associations: &[Association]) {
    few(form, "associations", associations.len(), ASSOCIATIONS_MAX);
    for (place, association) in associations.iter().enumerate() {
        let path = format!("associations[{place}]");
        let organisation = format!("{path}.organisation");
        form.needed(organisation, &association.organisation, NAME_MAX);
        form.needed(format!("{path}.title"), &association.title, NAME_MAX);
        form.between(format!("{path}.grade"), association.grade, (0, GRADE_MAX));
    }
}

pub fn few(form: &mut Form, path: &str, count: usize, most: usize) {
    if count > most {
        let (zh, en) = (format!("最多 {most} 项"), format!("has at most {most}"));
        form.wrong(FieldViolation::new(path, "TOO_MANY", zh, en));
    }
}
