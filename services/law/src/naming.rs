//! Names and ids as people type them.
use unicode_normalization::UnicodeNormalization;

/// Whether two texts name the same one, however people type them: width, capitals and spaces make no difference. An empty one names
/// nobody.
pub fn are_same(one: &str, other: &str) -> bool {
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}

fn plain(text: &str) -> String {
    let letters = text.nfkc().filter(|letter| !letter.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        for (one, other, expected) in [
            ("江门（蓬江）研究院", "江门(蓬江)研究院", true),
            ("ＡＣＭＥ　Ｌｔｄ", " acme ltd", true),
            ("李 明", "李明", true),
            ("江门研究院", "江门研究所", false),
            ("", " ", false),
        ] {
            assert_eq!(are_same(one, other), expected, "{one} {other}");
            assert_eq!(are_same(other, one), expected, "{other} {one}");
        }
    }
}
