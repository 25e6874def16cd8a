//! As whom a command speaks to the suite.
use clap::Args;
use kezhuan_auth::Role;
use kezhuan_law::Tenant;

use crate::suite::{Person, office_of};

/// The person a development token is made for.
#[derive(Args, Clone, Debug)]
pub struct Who {
    /// 官员所在的主管部门：县（市、区）如 440703，市 440700，高校如 WYU · Authority an official works for: a county such as 440703, the city 440700, a college such as WYU
    #[arg(long, value_name = "CODE", value_parser = tenant)]
    pub tenant: Option<String>,
    /// 企业、银行或单位的机构标识；官员可不填 · Enterprise, bank or office; an official's own office when left out
    #[arg(long, value_name = "ID")]
    pub organisation: Option<String>,
    /// 记录中的姓名 · Name in the records
    #[arg(long, value_name = "NAME", default_value = "developer")]
    pub subject: String,
}

impl Who {
    /// The organisation the person acts for.
    pub fn organisation(&self) -> String {
        match (&self.organisation, &self.tenant) {
            (Some(organisation), _) => organisation.clone(),
            (None, Some(tenant)) => office_of(tenant),
            (None, None) => String::new(),
        }
    }

    /// The person, with these roles.
    pub fn with(&self, roles: &[Role]) -> Person {
        let person = Person::new(&self.subject)
            .tenant(self.tenant.clone().unwrap_or_default())
            .organisation(self.organisation());
        roles.iter().fold(person, |person, role| person.role(*role))
    }
}

fn tenant(text: &str) -> Result<String, String> {
    Tenant::parse(text)
        .map(|tenant| tenant.code().to_owned())
        .map_err(|error| {
            let known: Vec<_> = Tenant::all()
                .map(|tenant| format!("{} {}", tenant.code(), tenant.name().zh))
                .collect();
            format!(
                "主管部门代码有误 · {error}; 可用的代码 known: {}",
                known.join(", ")
            )
        })
}

/// Who decides on a tenant's money.
pub fn authority(tenant: &str) -> Role {
    match tenant == Tenant::CITY.code() {
        true => Role::CityStb,
        false => Role::CountyStb,
    }
}

/// Reads a role as permission tables write it.
pub fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        "没有这个角色；可用的是权限表中的角色 · no such role; known are those of the permission tables: applicant, service_point, registrar, registrar2, \
         carrier_op, organiser, county_stb, city_stb, finance_payer, expert, auditor, rule_author, rule_approver, operator, …"
            .to_owned()
    })
}
