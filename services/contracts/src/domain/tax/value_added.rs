//! Value added tax (增值税): which invoice lines of a technology contract are exempt.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;

use super::{Estimate, UNVERIFIED, basis};

/// One line of an invoice under the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub amount: Fen,
}

/// What an invoice line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The technology itself.
    Tech,
    /// Consulting or service related to it; exempt only on the technology's own invoice.
    Related {
        same_invoice: bool,
    },
    Goods,
}

/// Sums of exempt and taxable lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSums {
    pub exempt: Fen,
    pub taxable: Fen,
}

/// Until when the exemption was verified: the parameter `tax.vat.valid_to`.
///
/// The VAT Law is in force from 2026-01-01; how it carries the exemption over was not read.
pub const VALID_TO_DEFAULT: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 12, 31);

/// Sorts lines into exempt and taxable. Only transfer, licence and development are exempt, once registered.
pub fn sort_lines(
    kind: &str,
    registered: bool,
    lines: &[Line],
) -> Result<LineSums, AmountOverflow> {
    let favoured = registered && ["KF", "ZR", "XK"].iter().any(|code| kind.starts_with(code));
    let is_exempt = |line: &&Line| match line.kind {
        LineKind::Tech => favoured,
        LineKind::Related { same_invoice } => favoured && same_invoice,
        LineKind::Goods => false,
    };
    let (exempt, taxable): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(is_exempt);
    let sum = |part: Vec<&Line>| Fen::checked_sum(part.iter().map(|line| line.amount));
    Ok(LineSums {
        exempt: sum(exempt)?,
        taxable: sum(taxable)?,
    })
}

/// The estimate for invoices of `on`; past `valid_to` it says that its basis was not verified.
pub fn estimate(
    kind: &str,
    registered: bool,
    lines: &[Line],
    on: NaiveDate,
    valid_to: Option<NaiveDate>,
) -> Result<Estimate<LineSums>, AmountOverflow> {
    let mut estimate = Estimate::new(sort_lines(kind, registered, lines)?, basis::VALUE_ADDED);
    if valid_to.is_some_and(|last| on > last) {
        estimate.remarks.push(UNVERIFIED);
    }
    Ok(estimate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [Line; 4] = [
        Line {
            kind: LineKind::Tech,
            amount: Fen(100),
        },
        Line {
            kind: LineKind::Related { same_invoice: true },
            amount: Fen(20),
        },
        Line {
            kind: LineKind::Related {
                same_invoice: false,
            },
            amount: Fen(3),
        },
        Line {
            kind: LineKind::Goods,
            amount: Fen(4),
        },
    ];

    #[test]
    fn only_registered_transfer_licence_and_development_are_exempt() {
        for (kind, registered, exempt) in [
            ("KF-WT", true, 120),
            ("ZR-ZL", true, 120),
            ("XK-MM", true, 120),
            ("ZR-ZL", false, 0),
            ("ZX", true, 0),
            ("FW-YB", true, 0),
        ] {
            let result = sort_lines(kind, registered, &LINES).unwrap();
            assert_eq!(result.exempt, Fen(exempt), "{kind}");
            assert_eq!(result.taxable, Fen(127 - exempt), "{kind}");
        }
    }

    #[test]
    fn an_estimate_past_the_verified_basis_says_so() {
        let date = |text: &str| text.parse().unwrap();
        let on = |day: &str, valid_to| {
            estimate("KF-WT", true, &LINES, date(day), valid_to)
                .unwrap()
                .remarks
                .contains(&UNVERIFIED)
        };
        assert!(!on("2025-12-31", VALID_TO_DEFAULT));
        assert!(on("2026-01-01", VALID_TO_DEFAULT));
        assert!(!on("2026-01-01", None));
    }
}
