//! Named constraints as domain answers.

/// Turns the violation of one named constraint into a domain answer.
pub trait OnConstraint<T, E> {
    /// Answers `answer` when the constraint `name` was violated.
    fn on_constraint(self, name: &str, answer: E) -> Result<T, E>;
}

impl<T, E: From<sqlx::Error>> OnConstraint<T, E> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, answer: E) -> Result<T, E> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(cause) if cause.constraint() == Some(name) => answer,
            _ => error.into(),
        })
    }
}
