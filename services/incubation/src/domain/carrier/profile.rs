//! What an operator says of its carrier.
use chrono::NaiveDate;
use kezhuan_law::regions::{is_division_code, is_jiangmen};
use kezhuan_law::tenant::Tenant;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::domain::form::{NAME_MAX, too_long};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::tenancy::Field;

/// The largest area that is one, in 0.01 m².
const AREA_C_MAX: i64 = 1_000_000_000;

/// Whether a field is wrong, its name, and what would be right.
type Fault = (bool, &'static str, &'static str, &'static str);

/// One carrier, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub kind: Kind,
    /// Where it stands; outside 4407 it is a remote one.
    pub division: String,
    pub address: String,
    /// Its operator is a legal person.
    pub legal_person: bool,
    pub opened_on: NaiveDate,
    /// Code of a professional carrier's field; none of a general one.
    pub field: Option<String>,
    /// The leading enterprise that runs it.
    pub leader: Option<Leader>,
    /// Run together with Hong Kong or Macao.
    pub joint_hk_macao: bool,
    /// Whole, in 0.01 m².
    pub area_c: i64,
    /// For tenants, shared space included, in 0.01 m².
    pub tenant_area_c: i64,
}

/// Who runs a leader-run carrier (龙头企业专业孵化器).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leader {
    pub organisation: String,
    /// Code of the chain it leads.
    pub chain: String,
}

impl Profile {
    /// Whether it stands outside the city (异地孵化器).
    pub fn is_remote(&self) -> bool {
        !is_jiangmen(&self.division)
    }

    /// Whether it has one field, and the conditions of a professional one.
    pub fn is_professional(&self) -> bool {
        self.field.is_some()
    }

    /// Holds that all of it is said, and fits together.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refused> {
        let wrong = self.faults(today).into_iter().filter(|fault| fault.0);
        let wrong = wrong.map(|(_, field, zh, en)| {
            FieldViolation::new(format!("profile.{field}"), "CARRIER_INVALID", zh, en)
        });
        let long = [
            ("profile.name", &self.name),
            ("profile.address", &self.address),
        ];
        let long = long.into_iter();
        let long = long.filter_map(|(field, text)| too_long(field, text, NAME_MAX));
        let wrong: Vec<FieldViolation> = wrong.chain(long).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Refused::new(
            "CARRIER_INVALID",
            "载体信息不完整或相互矛盾，请按字段提示修改",
            "what is said of the carrier is incomplete or contradicts itself: see the fields",
        )
        .with_fields(wrong))
    }

    /// Whether each field is wrong, and what would be right.
    fn faults(&self, today: NaiveDate) -> [Fault; 8] {
        let is_empty = |text: &str| text.trim().is_empty();
        let half_led = |leader: &Leader| is_empty(&leader.organisation) || is_empty(&leader.chain);
        [
            (
                is_empty(&self.name),
                "name",
                "请填写载体名称",
                "say the carrier's name",
            ),
            (
                !is_division_code(&self.division),
                "division",
                "请填写六位行政区划代码",
                "a division has six digits",
            ),
            (
                is_empty(&self.address),
                "address",
                "请填写地址",
                "say where it stands",
            ),
            (
                self.opened_on > today,
                "opened_on",
                "开始运营日期不能在今天之后",
                "it has opened by today",
            ),
            (
                !(1..=AREA_C_MAX).contains(&self.area_c),
                "area_c",
                "面积须大于 0，且不超过 1000 万平方米",
                "an area is more than 0 and at most 10,000,000 m²",
            ),
            (
                !(0..=self.area_c).contains(&self.tenant_area_c),
                "tenant_area_c",
                "在孵企业使用面积不能超过总面积",
                "the tenants' area is part of the whole",
            ),
            (
                (self.field.as_deref()).is_some_and(|code| Field::parse(code).is_none()),
                "field",
                "没有该领域，请使用代码表 Tenancy.Field 中的代码",
                "there is no such field: use a code of the list Tenancy.Field",
            ),
            (
                self.leader.as_ref().is_some_and(half_led),
                "leader",
                "龙头企业与其产业链须同时填写",
                "a leading enterprise and its chain are said together",
            ),
        ]
    }

    /// Whose authority looks after it: its county, and of a remote one the authority that it names.
    pub fn authority(&self, named: &str) -> Result<Tenant, Refused> {
        let of = match self.is_remote() {
            true => named,
            false => self.division.as_str(),
        };
        let is_same = self.is_remote() || named.is_empty() || named == self.division;
        let tenant = Tenant::parse(of).ok().filter(|tenant| !tenant.is_college());
        tenant.filter(|_| is_same).ok_or_else(|| {
            Refused::new(
                "NOT_IN_JIANGMEN",
                "市外载体须注明江门市内的主管地区；市内载体由所在地管理",
                "a carrier outside the city names the division here that looks after it; one inside is its own division's",
            )
        })
    }
}
