//! The tenant: the authority that decides on a case, a division or a college of the city.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::localized::Localized;
use crate::regions::{self, PREFECTURE};

/// The code of a tenant that exists: `440700`, `440703`, `WYU`. Bureaus and partners are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Tenant(&'static str);

/// No tenant has this code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no tenant has the code {code:?}")]
pub struct UnknownTenant {
    pub code: String,
}

impl Tenant {
    /// The city itself.
    pub const CITY: Tenant = Tenant(PREFECTURE);

    /// The tenant with exactly this code.
    pub fn parse(code: &str) -> Result<Tenant, UnknownTenant> {
        let of_division = regions::division(code).map(|division| division.code);
        let of_institution = || {
            regions::institution(code)
                .filter(|institution| institution.is_tenant())
                .map(|institution| institution.code)
        };
        of_division
            .or_else(of_institution)
            .map(Tenant)
            .ok_or_else(|| UnknownTenant { code: code.into() })
    }

    /// Every tenant: the city, its counties, its institutions.
    pub fn all() -> impl Iterator<Item = Tenant> {
        let divisions = regions::DIVISIONS.iter().map(|division| division.code);
        let institutions = regions::INSTITUTIONS
            .iter()
            .filter(|institution| institution.is_tenant())
            .map(|institution| institution.code);
        divisions.chain(institutions).map(Tenant)
    }

    /// The code as text.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// Whether the tenant is one of the seven counties.
    pub fn is_county(self) -> bool {
        regions::COUNTIES.contains(&self.0)
    }

    /// Whether the tenant is a college.
    pub fn is_college(self) -> bool {
        regions::institution(self.0).is_some_and(|institution| institution.is_college())
    }

    /// The tenant's name.
    pub fn name(self) -> Localized {
        let of_division = regions::division(self.0).map(|division| division.name.clone());
        let of_institution = || regions::institution(self.0).map(|found| found.name.clone());
        of_division
            .or_else(of_institution)
            .unwrap_or(Localized::fixed(self.0, self.0))
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl TryFrom<String> for Tenant {
    type Error = UnknownTenant;
    fn try_from(code: String) -> Result<Tenant, UnknownTenant> {
        Tenant::parse(&code)
    }
}

impl std::str::FromStr for Tenant {
    type Err = UnknownTenant;
    fn from_str(code: &str) -> Result<Tenant, UnknownTenant> {
        Tenant::parse(code)
    }
}

impl From<Tenant> for &'static str {
    fn from(tenant: Tenant) -> &'static str {
        tenant.0
    }
}

impl From<Tenant> for String {
    fn from(tenant: Tenant) -> String {
        tenant.0.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_and_institutions_are_tenants_and_others_are_not() {
        for code in ["440700", "440703", "440785", "WYU", "GDASJ"] {
            assert_eq!(Tenant::parse(code).unwrap().code(), code);
        }
        for code in [
            "",
            "440702",
            "440100",
            "STB",
            "C703",
            "QMY",
            "wyu",
            " WYU",
            "中山大学",
        ] {
            assert!(Tenant::parse(code).is_err(), "{code:?}");
        }
    }

    #[test]
    fn every_tenant_is_found_by_its_code_and_has_two_names() {
        for tenant in Tenant::all() {
            assert_eq!(Tenant::parse(tenant.code()), Ok(tenant));
            assert_ne!(tenant.name().zh, tenant.name().en);
        }
        assert_eq!(Tenant::all().filter(|tenant| tenant.is_county()).count(), 7);
        assert_eq!(
            Tenant::all().filter(|tenant| tenant.is_college()).count(),
            6
        );
    }

    #[test]
    fn an_unknown_code_does_not_deserialise() {
        assert_eq!(serde_json::to_string(&Tenant::CITY).unwrap(), "\"440700\"");
        assert!(serde_json::from_str::<Tenant>("\"440799\"").is_err());
    }
}
