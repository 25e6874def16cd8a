//! Rows as papers: each known by its number or its content, and none twice in one file.
use std::collections::HashMap;
use std::sync::Arc;

use kezhuan_law::Localized;
use kezhuan_protocol::contracts::v1::Form;
use sha2::{Digest, Sha256};

use super::filing::Paper;
use super::row;
use crate::sheet_import::header::Columns;
use crate::sheet_import::table::Row;
use crate::sheet_import::{Intake, Parcel, Problem};

/// Reads papers, and remembers those it has seen by the digest of their number.
#[derive(Default)]
pub struct Papers {
    seen: HashMap<[u8; 16], u64>,
}

impl Intake for Papers {
    /// A paper with the number of its row.
    type Content = (u64, Paper);

    fn row(&mut self, columns: &Arc<Columns>, row: Row) -> Option<Parcel<(u64, Paper)>> {
        let content = row::read(columns, &row.cells).and_then(|form| {
            let number = row::paper_number(columns, &row.cells);
            let paper = Paper::of(form, number, columns.clone());
            let mut short = [0; 16];
            short.copy_from_slice(&Sha256::digest(&paper.number)[..16]);
            match self.seen.insert(short, row.number) {
                Some(first) if paper.numbered => Err(vec![same_number(first, &paper)]),
                Some(first) => Err(vec![repeated(first, &paper.form)]),
                None => Ok((row.number, paper)),
            }
        });
        Some(Parcel::single(row.number, row.done, content))
    }

    fn end(&mut self) -> Vec<Parcel<(u64, Paper)>> {
        Vec::new()
    }
}

fn same_number(first: u64, paper: &Paper) -> Problem {
    Problem {
        field: paper.number_header(),
        value: paper.number.clone(),
        code: "REPEATED_NUMBER".to_owned(),
        problem: Localized::new(
            format!("与第 {first} 行合同编号相同"),
            format!("the same paper number as in row {first}"),
        ),
        remedy: Localized::fixed(
            "重复录入的请删除该行；编号录错的请更正",
            "delete the row if it was entered twice; correct the number if it is wrong",
        ),
    }
}

fn repeated(first: u64, form: &Form) -> Problem {
    Problem {
        field: String::new(),
        value: form.project_name.clone(),
        code: "REPEATED_ROW".to_owned(),
        problem: Localized::new(
            format!("与第 {first} 行内容完全相同"),
            format!("the same as row {first} in every column"),
        ),
        remedy: Localized::fixed(
            "重复录入的请删除该行；确为两份合同的，请在合同名称中加以区分",
            "delete it if it was entered twice; if these are two contracts, tell them apart in 合同名称",
        ),
    }
}
