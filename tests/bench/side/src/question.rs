//! Facts and outcome of `tc.incentive@1` for engines that know no WIT, of the same shape as its
//! generated types; and the words that engines without enums have for them.

use serde::{Deserialize, Serialize};

/// A question, and the answer that the package's author worked out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input<F = Facts, O = Outcome> {
    pub id: String,
    pub facts: F,
    pub outcome: O,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    pub header: Header,
    pub contract: Contract,
    pub history: History,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    pub hook: String,
    pub ver: String,
    pub tenant: String,
    pub division: String,
    pub as_of: Date,
    pub params: Vec<Param>,
    pub budget_left_fen: Option<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Param {
    pub name: String,
    pub value: Setting,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Setting {
    Number(i64),
    Text(String),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contract {
    pub kind: String,
    pub t_fen: i64,
    pub j_fen: i64,
    pub registered_on: Date,
    pub received_fen: i64,
    pub parties: Vec<Party>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Party {
    pub side: Side,
    pub division: String,
    pub party_type: PartyType,
    pub organisation: String,
    pub related: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    Seller,
    Buyer,
    Broker,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum PartyType {
    Enterprise,
    Institution,
    Government,
    Association,
    Person,
    Other,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct History {
    pub paid_year_fen: i64,
    pub prior_j_fen: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub ok: bool,
    pub reasons: Vec<String>,
    pub explain: Vec<Explanation>,
    pub amount_fen: i64,
    pub counted_fen: i64,
    pub payee: Option<Payee>,
    pub cap_hit: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub code: String,
    pub args: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Payee {
    Seller,
    Buyer,
    Broker,
    Office,
}

impl Date {
    /// One number for a day: cheaper for every engine than a text.
    pub fn number(self) -> i64 {
        i64::from(self.year) * 10_000 + i64::from(self.month) * 100 + i64::from(self.day)
    }
}

impl Side {
    pub fn word(self) -> &'static str {
        match self {
            Side::Seller => "SELLER",
            Side::Buyer => "BUYER",
            Side::Broker => "BROKER",
        }
    }
}

impl PartyType {
    pub fn word(self) -> &'static str {
        match self {
            PartyType::Enterprise => "ENTERPRISE",
            PartyType::Institution => "INSTITUTION",
            PartyType::Government => "GOVERNMENT",
            PartyType::Association => "ASSOCIATION",
            PartyType::Person => "PERSON",
            PartyType::Other => "OTHER",
        }
    }
}

impl Payee {
    pub fn parse(word: &str) -> anyhow::Result<Payee> {
        match word {
            "SELLER" => Ok(Payee::Seller),
            "BUYER" => Ok(Payee::Buyer),
            "BROKER" => Ok(Payee::Broker),
            "OFFICE" => Ok(Payee::Office),
            _ => Err(anyhow::anyhow!("no payee {word}")),
        }
    }
}
