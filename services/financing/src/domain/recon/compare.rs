//! A bank's file beside our own instructions: one class for each number, nothing is put right by itself.
use std::collections::{BTreeMap, BTreeSet};

use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use crate::domain::code_list::code_list;

code_list! {
    /// How one number compares, in the order tested.
    Class {
        MissingAtBank = "MISSING_AT_BANK", "银行缺少该笔", "missing at the bank";
        DuplicateAtBank = "DUPLICATE_AT_BANK", "银行重复记录", "twice at the bank";
        MissingAtUs = "MISSING_AT_US", "我方缺少该笔", "missing here";
        AmountMismatch = "AMOUNT_MISMATCH", "金额不符", "another amount";
        StatusMismatch = "STATUS_MISMATCH", "状态不符", "another status";
        Matched = "MATCHED", "相符", "matched";
    }
}

/// One instruction as one side knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub no: String,
    pub amount: Fen,
    pub status: String,
}

/// One number of our own came twice: they are unique for ever, so nothing can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OursTwice {
    pub no: String,
}

/// The class of every number either side knows, in the order of the numbers.
pub fn compare(ours: &[Line], bank: &[Line]) -> Result<Vec<(String, Class)>, OursTwice> {
    let mut known: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in ours {
        if known.insert(&line.no, line).is_some() {
            return Err(OursTwice {
                no: line.no.clone(),
            });
        }
    }
    let mut told: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in bank {
        told.entry(&line.no).or_default().push(line);
    }
    let numbers: BTreeSet<&str> = known.keys().chain(told.keys()).copied().collect();
    let class_of = |no: &str| {
        let theirs = told.get(no).map(Vec::as_slice).unwrap_or_default();
        class(known.get(no).copied(), theirs)
    };
    Ok(numbers
        .into_iter()
        .map(|no| (no.to_owned(), class_of(no)))
        .collect())
}

fn class(ours: Option<&Line>, bank: &[&Line]) -> Class {
    match (ours, bank) {
        (_, []) => Class::MissingAtBank,
        (_, [_, _, ..]) => Class::DuplicateAtBank,
        (None, [_]) => Class::MissingAtUs,
        (Some(ours), [theirs]) if ours.amount != theirs.amount => Class::AmountMismatch,
        (Some(ours), [theirs]) if ours.status != theirs.status => Class::StatusMismatch,
        (Some(_), [_]) => Class::Matched,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(no: &str, amount: i64, status: &str) -> Line {
        Line {
            no: no.to_owned(),
            amount: Fen(amount),
            status: status.to_owned(),
        }
    }

    #[test]
    fn the_first_difference_names_the_class() {
        let ours = [
            line("A", 1, "DONE"),
            line("B", 1, "DONE"),
            line("C", 1, "DONE"),
        ];
        let bank = [
            line("D", 1, "DONE"),
            line("D", 1, "DONE"),
            line("C", 2, "FAILED"),
            line("B", 1, "FAILED"),
        ];
        let classes: Vec<_> = compare(&ours, &bank).unwrap();
        let expected = [
            ("A", Class::MissingAtBank),
            ("B", Class::StatusMismatch),
            ("C", Class::AmountMismatch),
            ("D", Class::DuplicateAtBank),
        ];
        assert_eq!(classes, expected.map(|(no, class)| (no.to_owned(), class)));
        let twice = compare(&[line("A", 1, ""), line("A", 2, "")], &[]);
        assert_eq!(twice, Err(OursTwice { no: "A".to_owned() }));
    }

    proptest! {
        #[test]
        fn each_number_has_one_class_whatever_the_order(
            ours in proptest::collection::btree_map("[A-E]", (0..3_i64, "[XY]"), 0..5),
            bank in proptest::collection::vec(("[A-E]", 0..3_i64, "[XY]"), 0..8),
        ) {
            let ours: Vec<Line> = ours.iter().map(|(no, (amount, status))| line(no, *amount, status)).collect();
            let mut bank: Vec<Line> = bank.iter().map(|(no, amount, status)| line(no, *amount, status)).collect();
            let classes = compare(&ours, &bank).unwrap();
            bank.reverse();
            prop_assert_eq!(&classes, &compare(&ours, &bank).unwrap());
            prop_assert!(classes.windows(2).all(|pair| pair[0].0 < pair[1].0));
            let all_matched = classes.iter().all(|(_, class)| *class == Class::Matched);
            let mut sorted = bank.clone();
            sorted.sort_by(|one, other| one.no.cmp(&other.no));
            prop_assert_eq!(all_matched, sorted == ours);
        }
    }
}
