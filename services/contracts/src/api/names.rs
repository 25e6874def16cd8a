//! Resource names: `contracts/{uuid}` and the like.
use uuid::Uuid;

use crate::error::Error;

/// A kind of resource, as its names begin and as people call it.
#[derive(Clone, Copy, Debug)]
pub struct Collection {
    pub prefix: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

pub const CONTRACTS: Collection = Collection {
    prefix: "contracts",
    zh: "合同",
    en: "contract",
};
pub const CLAIMS: Collection = Collection {
    prefix: "claims",
    zh: "奖补申请",
    en: "claim",
};
pub const PROGRAMMES: Collection = Collection {
    prefix: "programmes",
    zh: "专项资金",
    en: "programme",
};
pub const APPEALS: Collection = Collection {
    prefix: "appeals",
    zh: "复核申请",
    en: "appeal",
};
pub const INCOMES: Collection = Collection {
    prefix: "incomes",
    zh: "技术性收入核定",
    en: "income verification",
};

pub const CORRECTIONS: Collection = Collection {
    prefix: "corrections",
    zh: "更正",
    en: "correction",
};

impl Collection {
    /// The name of one.
    pub fn name(self, id: Uuid) -> String {
        format!("{}/{id}", self.prefix)
    }

    /// The id in a name.
    pub fn parse(self, name: &str) -> Result<Uuid, Error> {
        self.parse_field("name", name)
    }

    /// The id in a name that stands in the field `path`.
    pub fn parse_field(self, path: &str, name: &str) -> Result<Uuid, Error> {
        let id = name
            .strip_prefix(self.prefix)
            .and_then(|rest| rest.strip_prefix('/'));
        id.and_then(|id| Uuid::try_parse(id).ok()).ok_or_else(|| {
            let shape = format!("{}/{{uuid}}", self.prefix);
            Error::field(
                path,
                "NAME_INVALID",
                format!("应写作 {shape}"),
                format!("write it as {shape}"),
            )
        })
    }

    /// It isn't there, or is not the caller's to see.
    pub fn not_found(self, id: Uuid) -> Error {
        Error::NotFound {
            zh: self.zh,
            en: self.en,
            name: self.name(id),
        }
    }
}
