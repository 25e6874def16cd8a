//! A farmer's plot as a list brings it, and as it is kept.
use kezhuan_law::Tenant;

use super::decide::Circumstances;
use super::person::{masked, names_a_person};
use super::{Extension, PlotKey};
use crate::domain::form::{Form, NAME_MAX, NUMBER_MAX};
use crate::domain::refused::{FieldViolation, Refused};

/// As it is brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The county the plot lies in; empty is the base's.
    pub division: String,
    pub household: String,
    pub person: String,
    pub village: String,
    pub plot: String,
    /// Hundredths of a mu.
    pub area_c: i64,
}

/// As it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub division: String,
    pub household: String,
    /// Masked.
    pub person: String,
    pub village: String,
    pub plot: String,
    /// Hundredths of a mu.
    pub area_c: i64,
}

impl Entry {
    /// What a season counts once.
    pub fn key(&self) -> PlotKey {
        (self.division.clone(), self.plot.clone())
    }
}

/// Looks at the rows one by one; a row that is wrong stops no other. Refuses a request that has none, or too many.
pub fn look(
    rows: &[Row],
    extension: &Extension,
    at: &Circumstances<'_>,
) -> Result<Vec<Result<Entry, Vec<FieldViolation>>>, Refused> {
    if rows.is_empty() || rows.len() > at.terms.rows_max {
        let mut form = Form::default();
        form.wrong(FieldViolation::new(
            "rows",
            "ROWS_INVALID",
            format!("一次应报送 1 至 {} 行", at.terms.rows_max),
            format!("one request brings 1 to {} rows", at.terms.rows_max),
        ));
        form.check()?;
    }
    let looked = rows.iter().map(|row| entry(row, extension, at));
    Ok(looked.collect())
}

fn entry(
    row: &Row,
    extension: &Extension,
    at: &Circumstances<'_>,
) -> Result<Entry, Vec<FieldViolation>> {
    let mut form = Form::default();
    let division = match row.division.trim() {
        "" => extension.division.as_str(),
        named => named,
    };
    if !is_county(division) {
        form.wrong(FieldViolation::new(
            "division",
            "DIVISION_INVALID",
            "应为江门市所辖县（市、区）的行政区划代码",
            "is the code of one of the city's counties",
        ));
    }
    form.needed("household", &row.household, NUMBER_MAX);
    form.needed("person", &row.person, NAME_MAX);
    form.short("village", &row.village, NAME_MAX);
    form.needed("plot", &row.plot, NUMBER_MAX);
    form.between("area_c", row.area_c, (1, at.terms.plot_area_max_c));
    let texts = [
        ("household", &row.household),
        ("person", &row.person),
        ("village", &row.village),
        ("plot", &row.plot),
    ];
    for (field, text) in texts {
        // Those that the form takes, as other texts have several lines.
        if text.contains(['\0', '\t', '\n', '\r']) {
            let (zh, en) = ("含有控制字符", "holds a control character");
            form.wrong(FieldViolation::new(field, "TEXT_INVALID", zh, en));
        }
        if names_a_person(text) {
            form.wrong(FieldViolation::new(
                field,
                "PERSONAL_NUMBER",
                "不收集身份证号和手机号码，请改用承包方编码、地块编码等",
                "identity and telephone numbers are not taken: use the household's or the plot's own code",
            ));
        }
    }
    form.check().map_err(|refused| refused.fields)?;
    Ok(Entry {
        division: division.to_owned(),
        household: row.household.trim().to_owned(),
        person: masked(&row.person),
        village: row.village.trim().to_owned(),
        plot: row.plot.trim().to_owned(),
        area_c: row.area_c,
    })
}

fn is_county(division: &str) -> bool {
    Tenant::parse(division).is_ok_and(Tenant::is_county)
}
