//! One member of canonical bytes, found without reading the rest into values.

/// The bytes of the member at a path such as `contract.j_fen`; none where it is absent.
pub fn member<'b>(bytes: &'b [u8], path: &str) -> Option<&'b [u8]> {
    path.split('.')
        .try_fold(bytes, |bytes, name| within(bytes, name))
}

/// The whole number at a path.
pub fn number(bytes: &[u8], path: &str) -> Option<i64> {
    std::str::from_utf8(member(bytes, path)?).ok()?.parse().ok()
}

fn within<'b>(object: &'b [u8], name: &str) -> Option<&'b [u8]> {
    let mut rest = object.strip_prefix(b"{")?;
    loop {
        let end = value_end(rest)?;
        let (quoted, after) = rest.split_at(end);
        let value = after.strip_prefix(b":")?;
        let end = value_end(value)?;
        // Names of members are of the interfaces: nothing in them is escaped.
        if quoted.get(1..quoted.len() - 1)? == name.as_bytes() {
            return Some(&value[..end]);
        }
        rest = value[end..].strip_prefix(b",")?;
    }
}

/// Where the value that `bytes` begin with ends.
pub(crate) fn value_end(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = text_end(bytes, at)?;
                if depth == 0 {
                    return Some(at);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                // The end of what a number or a word stands in.
                let Some(outer) = depth.checked_sub(1) else {
                    return (at > 0).then_some(at);
                };
                depth = outer;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b',' | b':' if depth == 0 => return (at > 0).then_some(at),
            _ => {}
        }
        at += 1;
    }
}

/// Behind the closing quote of the text that begins at `at`.
fn text_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: &[u8] =
        br#"{"a":"}\\\"{","b":[{"fen":1},2],"c":{"deep":{"fen":-7}},"fen":5,"ok":true}"#;

    #[test]
    fn a_member_is_found_past_whatever_stands_before_it() {
        assert_eq!(number(FACTS, "fen"), Some(5));
        assert_eq!(number(FACTS, "c.deep.fen"), Some(-7));
        assert_eq!(member(FACTS, "ok"), Some(&b"true"[..]));
        assert_eq!(member(FACTS, "b"), Some(&br#"[{"fen":1},2]"#[..]));
        assert_eq!(member(FACTS, "a"), Some(&br#""}\\\"{""#[..]));
    }

    #[test]
    fn what_is_absent_cut_or_no_object_gives_nothing() {
        for path in ["d", "c.fen", "fen.x", "a.x", "deep"] {
            assert_eq!(member(FACTS, path), None, "{path}");
        }
        for length in 0..FACTS.len() - 1 {
            assert_eq!(member(&FACTS[..length], "ok"), None, "{length}");
        }
        assert_eq!(number(b"[]", "fen"), None);
    }
}
