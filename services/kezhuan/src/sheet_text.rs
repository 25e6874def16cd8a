//! Text of others in a file that people open with a sheet program.

/// A cell that a sheet program would take for a formula is marked as text.
pub fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_as_a_formula_is_text() {
        assert_eq!(harmless("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(harmless("BELOW_FLOOR RELATED"), "BELOW_FLOOR RELATED");
    }
}
