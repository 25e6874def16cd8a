//! Resource names: `contracts/{uuid}` and the like.
use kezhuan_rpc::Collection;

use crate::error::DOMAIN;

pub const CONTRACTS: Collection = Collection {
    prefix: "contracts",
    zh: "合同",
    en: "contract",
    domain: DOMAIN,
};
pub const CLAIMS: Collection = Collection {
    prefix: "claims",
    zh: "奖补申请",
    en: "claim",
    domain: DOMAIN,
};
pub const PROGRAMMES: Collection = Collection {
    prefix: "programmes",
    zh: "专项资金",
    en: "programme",
    domain: DOMAIN,
};
pub const APPEALS: Collection = Collection {
    prefix: "appeals",
    zh: "复核申请",
    en: "appeal",
    domain: DOMAIN,
};
pub const INCOMES: Collection = Collection {
    prefix: "incomes",
    zh: "技术性收入核定",
    en: "income verification",
    domain: DOMAIN,
};

pub const CORRECTIONS: Collection = Collection {
    prefix: "corrections",
    zh: "更正",
    en: "correction",
    domain: DOMAIN,
};
