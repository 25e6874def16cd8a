//! An account of the pool's books as people read it.
use kezhuan_protocol::financing::v1::account::Kind;
use kezhuan_protocol::financing::v1::{Account, pool_fund, product};

/// Its kind and what tells it from others of the kind; sorts as the books do: money, losses, subsidies, memoranda.
pub fn named(account: &Account) -> String {
    let kind = match account.kind() {
        Kind::Unspecified => "? 未知 unknown",
        Kind::Cash => "1 现金 cash",
        Kind::Contribution => "2 注资 contributions",
        Kind::Earmarked => "3 备付 earmarked",
        Kind::Reserved => "4 预留 reserved",
        Kind::Compensation => "5 代偿支出 losses borne",
        Kind::Recovery => "6 追偿收回 recovered",
        Kind::SubsidyPaid => "7 贴息支出 subsidies",
        Kind::SubsidyReturned => "8 贴息退回 subsidies returned",
        Kind::Covered => "9 在保本金 covered (memorandum)",
        Kind::Claimed => "9 代偿中本金 claimed (memorandum)",
        Kind::CoverGiven => "9 承保责任 cover given (memorandum)",
    };
    let fund = match account.fund() {
        pool_fund::Kind::Unspecified => "",
        fund => fund.as_str_name(),
    };
    let source = match account.source() {
        pool_fund::Source::Unspecified => "",
        source => source.as_str_name(),
    };
    let mode = match account.mode() {
        product::Mode::Unspecified => "",
        mode => mode.as_str_name(),
    };
    let parts = [kind, fund, source, account.bank.as_str(), mode];
    let told = parts.into_iter().filter(|part| !part.is_empty());
    told.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_told_from_others_of_its_kind() {
        let covered = Account {
            kind: Kind::Covered.into(),
            bank: "bank-1".to_owned(),
            mode: product::Mode::Guarantee.into(),
            ..Account::default()
        };
        assert_eq!(
            named(&covered),
            "9 在保本金 covered (memorandum) · bank-1 · GUARANTEE"
        );
    }
}
