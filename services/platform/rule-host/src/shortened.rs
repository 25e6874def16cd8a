//! Texts that quote what others wrote, cut where they get too long to be shown or sent.

/// The text, or its beginning with a mark that more was there.
pub fn shortened(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("规则包", 3), "规则包");
        assert_eq!(shortened("规则包", 2), "规则…");
        assert_eq!(shortened("", 0), "");
    }
}
