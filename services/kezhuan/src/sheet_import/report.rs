//! The report beside an imported file: each bad row with its field, its problem and what to do.
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::problem::Problem;
use crate::sheet_text::harmless;

/// Written as problems come; without problems there is no file.
pub struct Report {
    path: PathBuf,
    writer: Option<csv::Writer<File>>,
    by_code: BTreeMap<String, u64>,
}

const HEADERS: [&str; 8] = [
    "行号 row",
    "列 column",
    "现值 value",
    "问题",
    "problem",
    "怎么办",
    "what to do",
    "代码 code",
];

impl Report {
    /// The report of `file`; one of an earlier run is gone, its rows may be good by now.
    pub fn of(file: &Path) -> anyhow::Result<Report> {
        let mut name = file.as_os_str().to_owned();
        name.push(".report.csv");
        let path = PathBuf::from(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| {
                    format!(
                        "无法替换 {0}，请先在表格软件中关闭 · can't replace {0} (is it open in a sheet program?)",
                        path.display()
                    )
                })
            }
            _ => Ok(Report {
                path,
                writer: None,
                by_code: BTreeMap::new(),
            }),
        }
    }

    /// Adds the problems of one row.
    pub fn row(&mut self, number: u64, problems: &[Problem]) -> anyhow::Result<()> {
        for problem in problems {
            *self.by_code.entry(problem.code.clone()).or_default() += 1;
            let number = number.to_string();
            let record = [
                number.as_str(),
                &problem.field,
                &problem.value,
                &problem.problem.zh,
                &problem.problem.en,
                &problem.remedy.zh,
                &problem.remedy.en,
                &problem.code,
            ];
            let record = record.map(harmless);
            self.writer()?.write_record(&record)?;
        }
        Ok(())
    }

    /// Closes the report; its path when there is one, and how often each problem was met.
    pub fn finish(mut self) -> anyhow::Result<(Option<PathBuf>, BTreeMap<String, u64>)> {
        let path = match &mut self.writer {
            Some(writer) => {
                writer.flush()?;
                Some(self.path)
            }
            None => None,
        };
        Ok((path, self.by_code))
    }

    fn writer(&mut self) -> anyhow::Result<&mut csv::Writer<File>> {
        if self.writer.is_none() {
            let mut file = File::create(&self.path)
                .with_context(|| format!("无法写入 · can't write {}", self.path.display()))?;
            // With a BOM, so that sheet programs take it for UTF-8.
            file.write_all("\u{feff}".as_bytes())?;
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(HEADERS)?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().context("the report is open")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet_import::problem::{AMOUNT_NEGATIVE, REQUIRED};

    #[test]
    fn a_report_names_row_field_problem_and_remedy() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("t.csv");
        let mut report = Report::of(&file).expect("a report");
        report
            .row(7, &[REQUIRED.about("合同名称".to_owned(), String::new())])
            .expect("written");
        report
            .row(
                9,
                &[AMOUNT_NEGATIVE.about("合同成交额(元)".to_owned(), "-5".to_owned())],
            )
            .expect("written");
        let (path, by_code) = report.finish().expect("finished");
        let text = fs::read_to_string(path.expect("a file")).expect("read");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("\u{feff}行号 row,列 column"));
        assert!(lines[1].starts_with("7,合同名称,,此项必填") && lines[1].ends_with(",REQUIRED"));
        assert!(
            lines[2].starts_with("9,合同成交额(元),'-5,"),
            "{}",
            lines[2]
        );
        assert_eq!(by_code.values().sum::<u64>(), 2);

        let again = Report::of(&file)
            .expect("a report")
            .finish()
            .expect("finished");
        assert_eq!(
            again,
            (None, BTreeMap::new()),
            "an old report does not outlive its problems"
        );
        assert!(!folder.path().join("t.csv.report.csv").exists());
    }
}
