//! Reconciliation (对账): the bank's file of each day that is over, with differences planted on purpose, and what the suite
//! makes of them.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhuan_financing::domain::recon::Class;
use kezhuan_protocol::financing::v1::instruction::Status;
use kezhuan_protocol::financing::v1::recon_batch::State;
use kezhuan_protocol::financing::v1::{
    Difference, Instruction, ListDifferencesRequest, ListInstructionsRequest,
    ListReconBatchesRequest, ReconBatch, ResolveDifferenceRequest, UploadReconFileRequest,
};
use tonic::Code;

use super::{BANK, Bank};
use crate::refusal;
use crate::request_id::derive;

/// A number that the suite never saw.
const UNKNOWN: &str = "SANDBOX-UNKNOWN";

/// One difference put into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    Left,
    Twice,
    Unknown,
    Amount,
    Status,
}

impl Planted {
    /// All of them, in the order in which a short file has room for them.
    pub const ALL: [Planted; 5] = [
        Planted::Unknown,
        Planted::Amount,
        Planted::Left,
        Planted::Twice,
        Planted::Status,
    ];
}

struct Line {
    biz_no: String,
    amount_fen: i64,
    status: String,
}

impl Bank {
    /// Sends the file of each day before today that has none yet, and says what it thinks of the differences.
    pub async fn reconcile(&self, today: NaiveDate, planted: &[Planted]) -> anyhow::Result<usize> {
        let own = self.own();
        let instructions = all!(
            self.systems,
            list_instructions(ListInstructionsRequest),
            instructions,
            own
        );
        let batches = all!(
            self.systems,
            list_recon_batches(ListReconBatchesRequest),
            recon_batches,
            own
        );
        let mut days: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for instruction in instructions {
            let day = instruction.legal_date.clone();
            days.entry(day).or_default().push(line(instruction));
        }
        let mut sent = 0;
        for (day, lines) in days.range(..today.to_string()) {
            let is_loaded = batches.iter().any(|batch| {
                batch.business_day == *day
                    && !matches!(batch.state(), State::Open | State::Unspecified)
            });
            if !is_loaded && let Some(batch) = self.send(day, lines, planted).await? {
                self.explain(&batch).await?;
                sent += 1;
            }
        }
        Ok(sent)
    }

    async fn send(
        &self,
        day: &str,
        lines: &[Line],
        planted: &[Planted],
    ) -> anyhow::Result<Option<ReconBatch>> {
        let id = derive(&["sandbox", &self.organisation, "recon", day]);
        if self.journal.is_settled(&id) {
            return Ok(None);
        }
        let request = UploadReconFileRequest {
            business_day: day.to_owned(),
            content: file(lines, planted).into_bytes(),
            request_id: id.clone(),
            ..UploadReconFileRequest::default()
        };
        let what = format!("报送 {day} 对账文件 sent the file of {day}");
        let answer = self.systems.financing()?.upload_recon_file(request).await;
        match answer {
            Ok(batch) => {
                let batch = batch.into_inner();
                self.journal.settle(&id);
                let found = format!(
                    "{what}: {} 笔 lines, {} 笔相符 matched, {} 笔差异 differences",
                    batch.lines, batch.matched, batch.differences
                );
                self.journal.line(BANK, &found, &batch.name);
                Ok(Some(batch))
            }
            Err(status) if status.code() == Code::Unavailable => Err(refusal::readable(status)),
            Err(status) => {
                self.journal.settle(&id);
                self.journal.refused(BANK, &what, day, status);
                Ok(None)
            }
        }
    }

    /// The first of the two people who close a difference: the officer says what it is.
    async fn explain(&self, batch: &ReconBatch) -> anyhow::Result<()> {
        let open = format!("{} AND open=true", self.own());
        let differences = all!(
            self.officer,
            list_differences(ListDifferencesRequest),
            differences,
            open
        );
        let of_batch = |difference: &&Difference| difference.batch == batch.name;
        for difference in differences.iter().filter(of_batch) {
            let id = derive(&["sandbox", &batch.name, "explain", &difference.biz_no]);
            let request = ResolveDifferenceRequest {
                batch: batch.name.clone(),
                number: difference.biz_no.clone(),
                text: "沙盒故意制造的差异 planted by the sandbox".to_owned(),
                request_id: id.clone(),
                ..ResolveDifferenceRequest::default()
            };
            let class = difference.difference_class().as_str_name();
            let zh = Class::parse(class).map(|class| class.name().zh);
            let zh = zh.unwrap_or_default();
            let what = format!("说明差异 explained {zh} {class} {}", difference.biz_no);
            let mut client = self.officer.financing()?;
            let asked = client.resolve_difference(request);
            let step = (BANK, what.as_str(), batch.name.as_str());
            self.journal.once(step, &id, asked).await?;
        }
        Ok(())
    }
}

fn line(instruction: Instruction) -> Line {
    let status = instruction.status().as_str_name().to_owned();
    Line {
        biz_no: instruction.biz_no,
        amount_fen: instruction.amount_fen,
        status,
    }
}

/// The day as the bank claims to know it. Each difference takes a line of its own, as far as there are any.
fn file(lines: &[Line], planted: &[Planted]) -> String {
    let mut records: Vec<(&str, i64, &str)> = Vec::new();
    let mut left = planted.to_vec();
    if left.contains(&Planted::Unknown) {
        left.retain(|kind| *kind != Planted::Unknown);
        records.push((UNKNOWN, 1, Status::Done.as_str_name()));
    }
    let mut left = left.into_iter();
    for line in lines {
        let (no, fen, status) = (line.biz_no.as_str(), line.amount_fen, line.status.as_str());
        match left.next() {
            Some(Planted::Left) => {}
            Some(Planted::Twice) => records.extend([(no, fen, status); 2]),
            Some(Planted::Amount) => records.push((no, fen + 1, status)),
            Some(Planted::Status) => records.push((no, fen, the_other(status))),
            Some(Planted::Unknown) | None => records.push((no, fen, status)),
        }
    }
    let total: i64 = records.iter().map(|(_, fen, _)| fen).sum();
    let count = records.len();
    let mut text = "biz_no,amount_fen,status\r\n".to_owned();
    for (no, fen, status) in records {
        text.push_str(&format!("{},{fen},{status}\r\n", quoted(no)));
    }
    text.push_str(&format!("TRAILER,{count},{total}\r\n"));
    text
}

fn the_other(status: &str) -> &'static str {
    match status == Status::Done.as_str_name() {
        true => Status::Refused.as_str_name(),
        false => Status::Done.as_str_name(),
    }
}

/// A number may hold any visible character, commas and quotes too.
fn quoted(text: &str) -> String {
    match text.contains([',', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(no: &str, amount_fen: i64) -> Line {
        Line {
            biz_no: no.to_owned(),
            amount_fen,
            status: "DONE".to_owned(),
        }
    }

    #[test]
    fn each_planted_difference_takes_a_line_and_the_trailer_counts_what_is_there() {
        let lines = ["A", "B", "C", "D", "E"].map(|no| line(no, 10));
        assert_eq!(
            file(&lines, &Planted::ALL),
            "biz_no,amount_fen,status\r\nSANDBOX-UNKNOWN,1,DONE\r\nA,11,DONE\r\nC,10,DONE\r\nC,10,DONE\r\n\
             D,10,REFUSED\r\nE,10,DONE\r\nTRAILER,6,52\r\n"
        );
    }

    #[test]
    fn a_file_without_differences_says_what_the_suite_knows() {
        let lines = [line("A,1", 10)];
        assert_eq!(
            file(&lines, &[]),
            "biz_no,amount_fen,status\r\n\"A,1\",10,DONE\r\nTRAILER,1,10\r\n"
        );
        assert!(file(&[], &[]).ends_with("TRAILER,0,0\r\n"));
    }
}
