//! Who may tell a fact, and of whom.
use super::{Field, Source};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// Bytes of a fact at most.
pub const VALUE_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a source's own id at most.
pub const REFERENCE_BYTES_MAX: usize = 256;

impl Field {
    /// The fact as the actor tells it of an enterprise: an applicant of its own, an authority or a service of any.
    pub fn told_by(self, actor: &Actor, enterprise: &str) -> Result<Field, Refused> {
        if !actor.is_service && actor.has(Role::Applicant) {
            duty::of_organisation(actor, Role::Applicant, enterprise)?;
        }
        self.whole()?;
        let told_for = match actor.organisation.as_str() {
            "" => &actor.subject,
            _ => &actor.organisation,
        };
        Ok(Field {
            source: Source {
                name: told_for.clone(),
                ..self.source
            },
            ..self
        })
    }

    fn whole(&self) -> Result<(), Refused> {
        let reference = &self.source.reference;
        let named = !reference.is_empty() && reference.len() <= REFERENCE_BYTES_MAX;
        let told = !self.value.is_empty() && self.value.len() <= VALUE_BYTES_MAX;
        if named && told && self.version > 0 {
            return Ok(());
        }
        Err(Refused::new(
            "FACT_INCOMPLETE",
            format!(
                "事实须有编号(不超过{REFERENCE_BYTES_MAX}字节)、大于零的版本和内容(不超过{VALUE_BYTES_MAX}字节)"
            ),
            format!(
                "a fact has a reference of {REFERENCE_BYTES_MAX} bytes at most, a version above zero and a value of \
                 {VALUE_BYTES_MAX} bytes at most"
            ),
        ))
    }
}
