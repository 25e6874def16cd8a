//! The columns a sheet may have: the names people give them, how a cell is read, and the place each fills.
use super::amount::Unit;
use super::choices::Choices;
use super::header::plain;
use super::problem::Complaint;
use super::reading::Value;

/// One kind of table: what it is called, and the columns it may have, in the order of the template.
#[derive(Debug)]
pub struct Sheet {
    /// The worksheet's name.
    pub title: &'static str,
    /// The command that writes the empty table, for people whose headers are wrong.
    pub template: &'static str,
    /// Columns that stay in view when the table is scrolled.
    pub frozen: u16,
    pub fields: Vec<Field>,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Field {
    /// The header of the template.
    pub zh: String,
    /// The English header, also the stable name.
    pub en: String,
    /// Other headers offices use for it.
    pub also: Vec<String>,
    pub need: Need,
    pub kind: Kind,
    /// Where the service finds it, so that its refusals can be brought back to the column.
    pub path: String,
    /// What to write, where the kind alone does not say it.
    pub help: &'static str,
}

/// How far an office can do without the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The column may be missing, and any of its cells empty.
    Never,
    /// The column has to be there; the rest of a row says whether its cell may be empty.
    ByRow,
    /// No cell of it may be empty.
    Always,
}

impl Need {
    /// Whether a table without the column is refused.
    pub fn has_column(self) -> bool {
        match self {
            Need::Never => false,
            Need::ByRow | Need::Always => true,
        }
    }
}

/// How a cell of the column is read.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// For people only.
    Ignored,
    Text,
    /// Text whose last digits matter, so that a number cell may have lost some.
    Identifier,
    /// One answer of a list.
    Code(&'static Choices),
    /// Several answers of one list.
    Codes(&'static Choices),
    /// A day of this year or later.
    Day {
        since: i32,
    },
    /// Money, in the unit the header or the cell names; the template's header names this one.
    Amount(Unit),
    /// The same, and below nothing where there was a loss.
    Balance(Unit),
    Count,
    /// A decimal number kept in 10^-`places` of the unit; the first name of the unit is the template's.
    Decimal {
        places: u32,
        units: &'static [&'static str],
    },
    CreditCode,
    Division,
    Flag,
    /// By a rule of the sheet's own.
    Written {
        read: fn(&str) -> Result<Value, Complaint>,
        is_identifier: bool,
    },
}

impl Kind {
    /// Whether digits at the end matter, so that a number cell may have lost some.
    pub fn is_identifier(self) -> bool {
        match self {
            Kind::Identifier | Kind::CreditCode => true,
            Kind::Written { is_identifier, .. } => is_identifier,
            _ => false,
        }
    }

    /// The unit that the template's header names.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Kind::Amount(unit) | Kind::Balance(unit) => Some(unit.zh()),
            Kind::Decimal { units, .. } => units.first().copied(),
            _ => None,
        }
    }
}

impl Field {
    /// A column that may be missing or empty.
    pub fn may(zh: &str, en: &str, kind: Kind) -> Field {
        Field {
            zh: zh.to_owned(),
            en: en.to_owned(),
            also: Vec::new(),
            need: Need::Never,
            kind,
            path: String::new(),
            help: "",
        }
    }

    /// A column offices can't do without.
    pub fn needed(zh: &str, en: &str, kind: Kind) -> Field {
        Field {
            need: Need::Always,
            ..Field::may(zh, en, kind)
        }
    }

    /// A column whose cells the rest of their row may ask for.
    pub fn by_row(zh: &str, en: &str, kind: Kind) -> Field {
        Field {
            need: Need::ByRow,
            ..Field::may(zh, en, kind)
        }
    }

    /// Where the service finds it.
    pub fn at(self, path: &str) -> Field {
        Field {
            path: path.to_owned(),
            ..self
        }
    }

    /// Other headers for it.
    pub fn also(self, names: &[&str]) -> Field {
        Field {
            also: names.iter().map(|name| (*name).to_owned()).collect(),
            ..self
        }
    }

    /// What to write in it.
    pub fn help(self, help: &'static str) -> Field {
        Field { help, ..self }
    }

    /// The header as the template has it.
    pub fn heading(&self) -> String {
        match self.kind.unit() {
            Some(unit) => format!("{}({unit})", self.zh),
            None => self.zh.clone(),
        }
    }

    /// Whether a header, made plain, is one of its names.
    pub fn is_named(&self, header: &str) -> bool {
        let is = |name: &String| name == header || plain(name) == header;
        is(&self.zh) || is(&self.en) || self.also.iter().any(is)
    }
}

impl Sheet {
    /// The column with this English name.
    pub fn named(&self, en: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.en == en)
    }

    /// The column a path of the service's refusal speaks of; list indexes are ignored.
    pub fn at_path(&self, path: &str) -> Option<&Field> {
        let path = path.split('[').next().unwrap_or(path);
        let mut fields = self.fields.iter();
        fields.find(|field| !field.path.is_empty() && field.path == path)
    }

    /// Every name of a column, for people who wrote another.
    pub fn known(&self) -> String {
        let names = self.fields.iter();
        let names: Vec<_> = names
            .map(|field| format!("{} {}", field.zh, field.en))
            .collect();
        names.join("、")
    }
}

/// Whether no two columns of a sheet share a name; the name that two share otherwise.
#[cfg(test)]
pub(crate) fn shared_name(sheet: &Sheet) -> Option<String> {
    let mut seen = std::collections::BTreeSet::new();
    let names = sheet.fields.iter().flat_map(|field| {
        let names = [&field.zh, &field.en].into_iter().chain(&field.also);
        names.map(|name| plain(name)).collect::<Vec<_>>()
    });
    names.into_iter().find(|name| !seen.insert(name.clone()))
}
