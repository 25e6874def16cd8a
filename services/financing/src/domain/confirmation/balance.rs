//! What each loan of a bank owed at the end of a day, by what was told until now, and the file that says it.
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;
use uuid::Uuid;

use crate::domain::loan::{Loan, State};

const COLUMNS: [&str; 7] = [
    "loan",
    "number",
    "borrower",
    "state",
    "principal_fen",
    "outstanding_fen",
    "maturity",
];

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    pub loan: Uuid,
    pub number: String,
    pub borrower: String,
    pub state: State,
    pub principal: Fen,
    pub outstanding: Fen,
    pub maturity: NaiveDate,
}

/// The lines of a day as they are gathered, loan by loan.
#[derive(Debug, Clone)]
pub struct Balances {
    day: NaiveDate,
    lines: Vec<Balance>,
    lent: BTreeSet<Uuid>,
    /// A loan, and the one that took its place.
    renewed: BTreeMap<Uuid, Uuid>,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// CSV (RFC 4180, UTF-8), a line for each loan by its number, and a trailer.
    pub content: Vec<u8>,
    pub loans: usize,
    pub outstanding: Fen,
}

impl Balances {
    /// Those of the end of `day`.
    pub fn of(day: NaiveDate) -> Balances {
        Balances {
            day,
            lines: Vec::new(),
            lent: BTreeSet::new(),
            renewed: BTreeMap::new(),
        }
    }

    /// Counts a loan, if it was lent by then. Of a bank each loan is given once, in any order.
    pub fn add(&mut self, loan: &Loan) {
        if lent_by(loan, self.day) {
            self.lent.insert(loan.id);
            let renewed_as = loan.renewed_as.map(|new| (loan.id, new));
            self.renewed.extend(renewed_as);
            self.lines.extend(at(loan, self.day));
        }
    }

    /// The lines in the order of their numbers.
    pub fn lines(mut self) -> Vec<Balance> {
        // Nothing is owed of a loan once another that was lent took its place; one that was only made for it does not.
        let taken_over = |line: &Balance| {
            let new = self.renewed.get(&line.loan);
            new.is_some_and(|new| self.lent.contains(new))
        };
        self.lines.retain(|line| !taken_over(line));
        self.lines
            .sort_by(|one, other| one.number.cmp(&other.number));
        self.lines
    }

    /// The file of them.
    pub fn file(self) -> Result<File, csv::Error> {
        let lines = self.lines();
        let outstanding = sum(&lines).map_err(std::io::Error::other)?;
        let mut file = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        file.write_record(COLUMNS)?;
        for line in &lines {
            file.write_record(line.fields())?;
        }
        let (count, total) = (lines.len().to_string(), outstanding.get().to_string());
        file.write_record(["TRAILER", count.as_str(), total.as_str()])?;
        Ok(File {
            content: file.into_inner().map_err(|error| error.into_error())?,
            loans: lines.len(),
            outstanding,
        })
    }
}

impl Balance {
    fn fields(&self) -> [String; 7] {
        [
            format!("loans/{}", self.loan),
            self.number.clone(),
            self.borrower.clone(),
            self.state.as_str().to_owned(),
            self.principal.get().to_string(),
            self.outstanding.get().to_string(),
            self.maturity.to_string(),
        ]
    }
}

fn sum(lines: &[Balance]) -> Result<Fen, AmountOverflow> {
    Fen::checked_sum(lines.iter().map(|line| line.outstanding))
}

fn lent_by(loan: &Loan, day: NaiveDate) -> bool {
    let lent = loan.disbursement.as_ref();
    lent.is_some_and(|lent| lent.disbursed_on <= day)
}

/// How a loan that was lent by then stood at the end of a day; nothing where it was over.
fn at(loan: &Loan, day: NaiveDate) -> Option<Balance> {
    let closed_on = loan.closing.as_ref().map(|closing| closing.closed_on);
    let ended = [loan.repaid_on, closed_on];
    if ended.into_iter().flatten().any(|on| on <= day) {
        return None;
    }
    let paid = loan.payments.iter().filter(|paid| paid.paid_on <= day);
    let repaid: i64 = paid.map(|paid| paid.principal.get()).sum();
    let longer = loan
        .extensions
        .iter()
        .find(|extension| extension.extended_on > day);
    Some(Balance {
        loan: loan.id,
        number: loan.number.clone(),
        borrower: loan.borrower.clone(),
        state: state_at(loan, day),
        principal: loan.principal,
        // Each payment is held to what was owed.
        outstanding: Fen(loan.principal.get() - repaid),
        maturity: longer.map_or(loan.maturity, |extension| extension.from),
    })
}

fn state_at(loan: &Loan, day: NaiveDate) -> State {
    let by_then = |on: Option<NaiveDate>| on.is_some_and(|on| on <= day);
    let disposal = loan.disposal.as_ref().map(|disposal| disposal.began_on);
    let default = loan.default.as_ref().map(|default| default.defaulted_on);
    match () {
        () if by_then(disposal) => State::InDisposal,
        () if by_then(default) => State::Defaulted,
        // The due day itself is in time.
        () if loan.overdue_since.is_some_and(|since| since < day) => State::Overdue,
        () => State::Active,
    }
}
