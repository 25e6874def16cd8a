//! When a tenant has outgrown its incubator: the rule card `inc.grad`, by 国科发区〔2018〕300号: any one of four is enough.
use std::collections::BTreeMap;

use kezhuan_law::Fen;
use kezhuan_law::code_list::code_list;
use kezhuan_law::money::AmountOverflow;

code_list! {
    /// What a tenant graduates by.
    Criterion {
        HighTech = "HNTE", "高新技术企业", "a high-tech enterprise";
        VentureCapital = "VC_GT_5M", "累计获得天使投资或风险投资超过500万元", "more than 5,000,000 yuan of venture capital";
        Revenue = "REV2Y_GT_10M", "连续2年营业收入累计超过1000万元", "more than 10,000,000 yuan of revenue in two consecutive years";
        AcquiredOrListed = "MNA_OR_LISTED", "被兼并、收购或在国内外资本市场挂牌、上市", "acquired, merged or listed";
    }
}

/// More than this in total.
const VENTURE_CAPITAL: Fen = Fen::from_yuan(5_000_000);
/// More than this in two consecutive years together.
const REVENUE: Fen = Fen::from_yuan(10_000_000);

/// What is known of a tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    pub high_tech: bool,
    /// Angel and venture capital, all of it.
    pub venture_capital: Fen,
    /// By calendar year; a year without figures is not consecutive with its neighbours.
    pub revenue: BTreeMap<i32, Fen>,
    pub acquired_or_listed: bool,
}

impl Evidence {
    /// What it graduates by, in the order of the rule; nothing means that it does not.
    pub fn met(&self) -> Result<Vec<Criterion>, AmountOverflow> {
        let tests = [
            (self.high_tech, Criterion::HighTech),
            (
                self.venture_capital > VENTURE_CAPITAL,
                Criterion::VentureCapital,
            ),
            (self.has_revenue()?, Criterion::Revenue),
            (self.acquired_or_listed, Criterion::AcquiredOrListed),
        ];
        let met = tests.into_iter().filter(|(met, _)| *met);
        Ok(met.map(|(_, criterion)| criterion).collect())
    }

    fn has_revenue(&self) -> Result<bool, AmountOverflow> {
        for (year, revenue) in &self.revenue {
            let Some(following) = year.checked_add(1).and_then(|next| self.revenue.get(&next))
            else {
                continue;
            };
            if Fen::checked_sum([*revenue, *following])? > REVENUE {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earning(revenue: &[(i32, i64)]) -> Evidence {
        let revenue = revenue.iter().map(|(year, fen)| (*year, Fen(*fen)));
        Evidence {
            revenue: revenue.collect(),
            ..Evidence::default()
        }
    }

    #[test]
    fn more_than_the_figure_is_more() {
        use Criterion::*;
        let rich = |fen| Evidence {
            venture_capital: Fen(fen),
            ..Evidence::default()
        };
        for (evidence, met) in [
            (
                earning(&[(2024, 400_000_000), (2025, 600_000_000)]),
                &[][..],
            ),
            (
                earning(&[(2024, 400_000_000), (2025, 600_000_001)]),
                &[Revenue][..],
            ),
            (
                earning(&[(2023, 900_000_000), (2024, 0), (2025, 900_000_000)]),
                &[],
            ),
            (earning(&[(2023, 900_000_000), (2025, 900_000_000)]), &[]),
            (rich(500_000_000), &[]),
            (rich(500_000_001), &[VentureCapital]),
            (Evidence::default(), &[]),
        ] {
            assert_eq!(evidence.met().unwrap(), met, "{evidence:?}");
        }
    }

    #[test]
    fn everything_that_holds_is_told_in_order() {
        let all = Evidence {
            high_tech: true,
            venture_capital: Fen(500_000_001),
            acquired_or_listed: true,
            ..earning(&[(2024, 1_000_000_000), (2025, 1)])
        };
        assert_eq!(all.met().unwrap(), Criterion::ALL);
        let beyond = earning(&[(2024, i64::MAX), (2025, 1)]);
        assert_eq!(beyond.met(), Err(AmountOverflow));
    }
}
