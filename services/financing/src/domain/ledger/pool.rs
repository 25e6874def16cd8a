//! Whose pool bears a case, and who puts money into it.
use kezhuan_law::Fen;

use super::{Fund, Posting, Source};
use crate::domain::actor::{Actor, Role};
use crate::domain::money;
use crate::domain::refused::{FieldViolation, Refused};

/// The tenant whose pool it is: the city of the division that the case is a case of.
pub fn pool_of(tenant: &str) -> String {
    let city: String = tenant.chars().take(4).collect();
    format!("{city}00")
}

/// Holds that the actor's is one of the pool's own offices.
pub fn kept_by(actor: &Actor, pool: &str) -> Result<(), Refused> {
    if actor.tenant == pool {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该资金池由其他单位管理",
        "the pool is another authority's",
    ))
}

/// Money that one of the pool's own offices puts in.
pub fn deposit(
    actor: &Actor,
    pool: &str,
    fund: Fund,
    source: Source,
    amount: Fen,
) -> Result<Posting, Refused> {
    actor.require_any(&[Role::PoolManager, Role::FinancePayer])?;
    kept_by(actor, pool)?;
    money::positive(amount)?;
    Ok(Posting::Deposit {
        fund,
        source,
        amount,
    })
}

/// What tells one document of a deposit from another: whoever writes its number writes it with other brackets, or spaces.
/// One document may name money for both funds, and of several sources.
pub fn document(fund: Fund, source: Source, number: &str) -> String {
    let alike = number.chars().filter_map(|letter| match letter {
        letter if letter.is_whitespace() => None,
        '〔' | '［' | '【' | '（' | '(' => Some('['),
        '〕' | '］' | '】' | '）' | ')' => Some(']'),
        other => Some(other),
    });
    let number = alike.collect::<String>().to_uppercase();
    format!("{}/{}/{number}", fund.as_str(), source.as_str())
}

/// The refusal of money that was put in before.
pub fn deposited_before() -> Refused {
    let (zh, en) = (
        "该文件的注资已入账，另一笔拨款请填写其自身的文号",
        "the money of this document was put in before: another instalment has a number of its own",
    );
    let field = FieldViolation::new("reference", "DOCUMENT_USED", zh, en);
    Refused::new("DOCUMENT_USED", zh, en).with_fields(vec![field])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_one_however_its_number_is_written() {
        let city = |fund, number| document(fund, Source::City, number);
        let first = city(Fund::Compensation, "江财〔2025〕1号");
        for alike in ["江财[2025]1号", "江财（2025） 1号", " 江财【2025】1号"] {
            assert_eq!(city(Fund::Compensation, alike), first, "{alike}");
        }
        for other in [
            city(Fund::Compensation, "江财〔2025〕11号"),
            city(Fund::Subsidy, "江财〔2025〕1号"),
            document(Fund::Compensation, Source::Province, "江财〔2025〕1号"),
        ] {
            assert_ne!(other, first);
        }
    }

    #[test]
    fn money_is_put_in_by_the_pools_own_offices() {
        let put = |role, tenant: &str, amount| {
            let actor = Actor::person("ma", "pool", tenant, [role]);
            let posting = deposit(
                &actor,
                "440700",
                Fund::Subsidy,
                Source::Province,
                Fen(amount),
            );
            posting.map_err(|refused| refused.reason)
        };
        for role in [Role::PoolManager, Role::FinancePayer] {
            assert!(put(role, "440700", 1).is_ok());
            assert_eq!(put(role, "440703", 1), Err("NOT_YOUR_STEP"));
            assert_eq!(put(role, "440700", 0), Err("AMOUNT_NOT_POSITIVE"));
        }
        assert_eq!(put(Role::CityStb, "440700", 1), Err("ROLE_MISSING"));
    }

    #[test]
    fn counties_have_the_pool_of_their_city() {
        for tenant in ["440703", "440781", "440700"] {
            assert_eq!(pool_of(tenant), "440700");
        }
    }
}
