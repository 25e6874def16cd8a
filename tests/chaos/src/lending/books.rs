//! What the financing database holds, read past the suite by its administrator.
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use kezhuan::suite::SuiteFile;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use super::DEPOSIT_FEN;
use super::case::{AMOUNT_FEN, BACK_FEN};

const DATABASE: &str = "kezhuan_financing";
/// The pool's share of a loss under the mode of these loans (parameters.modes.loan_bp).
const POOL_BP: i64 = 4_000;
const WHOLE_BP: i64 = 10_000;

/// Counts and sums of what was written.
#[derive(Debug, Default)]
pub struct Books {
    /// Kind of movement → how many, on how many cases.
    movements: BTreeMap<String, (i64, i64)>,
    /// Event → how many, of how many cases.
    events: BTreeMap<String, (i64, i64)>,
    /// Kind of account → debits less credits.
    balances: BTreeMap<String, i64>,
    /// What may not be there at all: a sentence → how many.
    wrong: BTreeMap<&'static str, i64>,
}

/// Each counts what may not be there.
const WRONG: [(&str, &str); 10] = [
    (
        "movements whose debits and credits differ",
        "SELECT count(*) FROM (SELECT transaction_id FROM ledger_posting GROUP BY transaction_id
            HAVING sum(CASE side WHEN 'DEBIT' THEN amount_fen ELSE -amount_fen END) <> 0) AS found",
    ),
    (
        "accounts whose sums are not those of their postings",
        "SELECT count(*) FROM ledger_account AS account
          WHERE debits_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM ledger_posting
                                WHERE account_id = account.id AND side = 'DEBIT')
             OR credits_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM ledger_posting
                                 WHERE account_id = account.id AND side = 'CREDIT')",
    ),
    (
        "books whose numbers have a hole",
        "SELECT count(*) FROM ledger_book AS book
          WHERE last_number <> (SELECT count(*) FROM ledger_transaction WHERE tenant = book.tenant)",
    ),
    (
        "instructions that were not done",
        "SELECT count(*) FROM bank_instruction WHERE status <> 'DONE'",
    ),
    (
        "numbers that two disbursements have, or none",
        "SELECT count(*) FROM (SELECT body->'disbursement'->>'biz_no' AS biz_no FROM loan) AS lent
          WHERE biz_no IS NULL
             OR (SELECT count(*) FROM loan WHERE body->'disbursement'->>'biz_no' = lent.biz_no) > 1
             OR (SELECT count(*) FROM bank_instruction WHERE bank_instruction.biz_no = lent.biz_no) <> 1",
    ),
    (
        "loans whose money did not go out once and in full",
        "SELECT count(*) FROM loan
          WHERE (SELECT count(*) FROM loan_movement WHERE loan_id = loan.id) <> 1
             OR (SELECT coalesce(sum(principal_fen), 0) FROM loan_movement WHERE loan_id = loan.id) <> loan.principal_fen",
    ),
    (
        "claims whose loss was not recovered once",
        "SELECT count(*) FROM compensation_claim
          WHERE state <> 'RECOVERING' OR jsonb_array_length(body->'recoveries') <> 1",
    ),
    (
        "cases whose events have a hole",
        "SELECT count(*) FROM (SELECT aggregate_id FROM outbox GROUP BY aggregate, aggregate_id
            HAVING count(*) <> max(sequence)) AS found",
    ),
    (
        "events told twice to one endpoint",
        "SELECT count(*) FROM (SELECT event_id FROM webhook_delivery GROUP BY endpoint_id, event_id
            HAVING count(*) > 1) AS found",
    ),
    (
        "disbursements and payments that nobody was told of",
        "SELECT count(*) FROM outbox
          WHERE substring(subject FROM '[^.]+$') IN ('LoanDisbursed', 'CompensationPaid')
            AND NOT EXISTS (SELECT FROM webhook_delivery WHERE webhook_delivery.event_id = outbox.event_id)",
    ),
];

impl Books {
    /// Reads them.
    pub async fn read(data: &Path) -> anyhow::Result<Books> {
        let options: PgConnectOptions = SuiteFile::read(data)?.database_url.parse()?;
        let mut connection = PgConnection::connect_with(&options.database(DATABASE))
            .await
            .context("the financing database can't be reached")?;
        let mut books = Books::default();
        for (what, count) in WRONG {
            let found: i64 = sqlx::query_scalar(count)
                .fetch_one(&mut connection)
                .await
                .context(what)?;
            books.wrong.insert(what, found);
        }
        let movements: Vec<(String, i64, i64)> = sqlx::query_as(
            "SELECT kind, count(*), count(DISTINCT case_id) FROM ledger_transaction GROUP BY kind",
        )
        .fetch_all(&mut connection)
        .await?;
        let events: Vec<(String, i64, i64)> = sqlx::query_as(
            "SELECT substring(subject FROM '[^.]+$'), count(*), count(DISTINCT aggregate_id) FROM outbox GROUP BY 1",
        )
        .fetch_all(&mut connection)
        .await?;
        let balances: Vec<(String, i64)> = sqlx::query_as(
            "SELECT kind, sum(debits_fen - credits_fen)::bigint FROM ledger_account GROUP BY kind",
        )
        .fetch_all(&mut connection)
        .await?;
        connection.close().await?;
        let counted = |rows: Vec<(String, i64, i64)>| {
            let rows = rows.into_iter();
            rows.map(|(kind, count, cases)| (kind, (count, cases)))
                .collect()
        };
        books.movements = counted(movements);
        books.events = counted(events);
        books.balances = balances.into_iter().collect();
        Ok(books)
    }

    /// How many movements were booked.
    pub fn movements(&self) -> i64 {
        self.movements.values().map(|(count, _)| count).sum()
    }

    /// What does not hold of that many loans that were lent, claimed, paid and partly recovered.
    pub fn findings(&self, loans: usize) -> Vec<String> {
        let mut findings = Vec::new();
        let loans = i64::try_from(loans).unwrap_or(i64::MAX);
        let found = self.wrong.iter().filter(|(_, count)| **count != 0);
        findings.extend(found.map(|(what, count)| format!("{count} {what}")));
        let once = (loans, loans);
        for kind in ["COVER", "CLAIM", "COMPENSATE", "RECOVER"] {
            let booked = self.movements.get(kind).copied().unwrap_or_default();
            if booked != once {
                findings.push(format!("{kind}: {booked:?} instead of {once:?}"));
            }
        }
        for event in [
            "LoanDisbursed",
            "LoanFiled",
            "CompensationFiled",
            "CompensationVerified",
            "CompensationApproved",
            "CompensationPublished",
            "CompensationPaid",
            "CompensationRecovered",
        ] {
            let told = self.events.get(event).copied().unwrap_or_default();
            if told != once {
                findings.push(format!("{event}: {told:?} instead of {once:?}"));
            }
        }
        let share = |fen: i64| fen * POOL_BP / WHOLE_BP * loans;
        for (kind, due) in [
            ("CASH", DEPOSIT_FEN - share(AMOUNT_FEN) + share(BACK_FEN)),
            ("CONTRIBUTION", -DEPOSIT_FEN),
            ("COMPENSATION", share(AMOUNT_FEN)),
            ("RECOVERY", -share(BACK_FEN)),
            ("CLAIMED", AMOUNT_FEN * loans),
            ("COVERED", 0),
            ("RESERVED", 0),
            ("EARMARKED", 0),
        ] {
            let balance = self.balances.get(kind).copied().unwrap_or_default();
            if balance != due {
                findings.push(format!("{kind} stands at {balance} instead of {due}"));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_that_is_lost_or_doubled_is_found() {
        let events = [
            "LoanDisbursed",
            "LoanFiled",
            "CompensationFiled",
            "CompensationVerified",
            "CompensationApproved",
            "CompensationPublished",
            "CompensationPaid",
            "CompensationRecovered",
        ];
        let well = || Books {
            movements: ["COVER", "CLAIM", "COMPENSATE", "RECOVER"]
                .map(|kind| (kind.to_owned(), (2, 2)))
                .into(),
            events: events.map(|event| (event.to_owned(), (2, 2))).into(),
            balances: [
                ("CASH".to_owned(), 99_944_000_000),
                ("CONTRIBUTION".to_owned(), -100_000_000_000),
                ("COMPENSATION".to_owned(), 80_000_000),
                ("RECOVERY".to_owned(), -24_000_000),
                ("CLAIMED".to_owned(), 200_000_000),
            ]
            .into(),
            wrong: BTreeMap::new(),
        };
        assert_eq!(well().findings(2), Vec::<String>::new());
        type Spoil = fn(&mut Books);
        let spoils: [Spoil; 5] = [
            |books| {
                books.movements.insert("COMPENSATE".to_owned(), (3, 2));
            },
            |books| {
                books.events.insert("LoanDisbursed".to_owned(), (1, 1));
            },
            |books| {
                books
                    .balances
                    .insert("COMPENSATION".to_owned(), 120_000_000);
            },
            |books| {
                books.balances.insert("CASH".to_owned(), 99_920_000_000);
            },
            |books| {
                books.wrong.insert("events told twice", 1);
            },
        ];
        for spoil in spoils {
            let mut books = well();
            spoil(&mut books);
            assert_eq!(books.findings(2).len(), 1, "{books:?}");
        }
    }
}
