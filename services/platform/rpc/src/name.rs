//! Resource names: `loans/{uuid}` and the like.
use uuid::Uuid;

use crate::Problem;

/// A kind of resource, as its names begin and as people call it.
#[derive(Clone, Copy, Debug)]
pub struct Collection {
    pub prefix: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Under whose name the reasons are unique, such as `contracts.kezhuan`.
    pub domain: &'static str,
}

impl Collection {
    /// The name of one.
    pub fn name(self, id: Uuid) -> String {
        format!("{}/{id}", self.prefix)
    }

    /// The id in a name.
    pub fn parse(self, name: &str) -> Result<Uuid, Problem> {
        self.parse_field("name", name)
    }

    /// The id in a name that stands in the field `path`.
    pub fn parse_field(self, path: &str, name: &str) -> Result<Uuid, Problem> {
        let id = name
            .strip_prefix(self.prefix)
            .and_then(|rest| rest.strip_prefix('/'));
        id.and_then(|id| Uuid::try_parse(id).ok()).ok_or_else(|| {
            let shape = format!("{}/{{uuid}}", self.prefix);
            Problem::of_field(
                self.domain,
                path,
                "NAME_INVALID",
                format!("应写作 {shape}"),
                format!("write it as {shape}"),
            )
        })
    }

    /// It isn't there, or is not the caller's to see.
    pub fn not_found(self, id: Uuid) -> Problem {
        Problem::not_found(self.domain, self.zh, self.en, &self.name(id))
    }
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use super::*;

    const LOANS: Collection = Collection {
        prefix: "loans",
        zh: "贷款",
        en: "loan",
        domain: "financing.kezhuan",
    };

    #[test]
    fn a_name_is_read_as_it_is_written() {
        let id = Uuid::from_u128(7);
        assert_eq!(LOANS.parse(&LOANS.name(id)).ok(), Some(id));
        for wrong in [
            "",
            "loans",
            "loans/",
            "loans/7",
            "loan/00000000-0000-0000-0000-000000000007",
        ] {
            assert_eq!(
                LOANS.parse(wrong).unwrap_err().code(),
                Code::InvalidArgument,
                "{wrong}"
            );
        }
        assert_eq!(LOANS.not_found(id).code(), Code::NotFound);
    }
}
