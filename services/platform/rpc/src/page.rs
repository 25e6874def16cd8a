//! Pages of a list: a clamped size and an opaque token holding where the last page ended.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Code;

use crate::Problem;

const SIZE_DEFAULT: i32 = 50;
const SIZE_MAX: i32 = 1000;

/// What a list is sorted by; the id decides between equals.
#[derive(Debug, Clone, Copy)]
pub struct Order<K> {
    pub key: K,
    pub descending: bool,
}

/// Rows of one page: 0 = 50, above 1000 is taken as 1000, negative is refused.
pub fn size(asked: i32) -> Result<i64, Problem> {
    match asked {
        0 => Ok(i64::from(SIZE_DEFAULT)),
        1.. => Ok(i64::from(asked.min(SIZE_MAX))),
        _ => Err(
            Problem::new(Code::InvalidArgument, "PAGE_SIZE_NEGATIVE", "rpc.kezhuan")
                .zh("page_size 不能为负数")
                .en("page_size must not be negative")
                .field(
                    "page_size",
                    "PAGE_SIZE_NEGATIVE",
                    "不能为负数",
                    "must not be negative",
                ),
        ),
    }
}

/// The token of the place after `last`.
pub fn token<T: Serialize>(last: &T) -> String {
    serde_json::to_vec(last)
        .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
        .unwrap_or_default()
}

/// Cuts `rows`, read with one row more than `size`, down to the page; returns the token of the
/// next page, empty on the last. `place` names where the page's last row stands.
pub fn cut<T, P: Serialize>(rows: &mut Vec<T>, size: i64, place: impl FnOnce(&T) -> P) -> String {
    let size = usize::try_from(size).unwrap_or_default();
    if rows.len() <= size {
        return String::new();
    }
    rows.truncate(size);
    rows.last()
        .map(|last| token(&place(last)))
        .unwrap_or_default()
}

/// Where a page starts; `None` at the beginning.
pub fn start<T: DeserializeOwned>(token: &str) -> Result<Option<T>, Problem> {
    if token.is_empty() {
        return Ok(None);
    }
    let place = URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place.map(Some).ok_or_else(|| {
        Problem::new(Code::InvalidArgument, "PAGE_TOKEN_INVALID", "rpc.kezhuan")
            .zh("page_token 无效，请使用上一页返回的值")
            .en("the page_token is not one this list gave: send the one from the previous answer")
            .field(
                "page_token",
                "PAGE_TOKEN_INVALID",
                "无效",
                "not a token of this list",
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_clamped_and_tokens_come_back() {
        assert_eq!(size(0).unwrap(), 50);
        assert_eq!(size(5000).unwrap(), 1000);
        assert_eq!(size(-1).unwrap_err().reason(), "PAGE_SIZE_NEGATIVE");
        let place = ("2025-01-01".to_owned(), 7_i64);
        assert_eq!(start::<(String, i64)>(&token(&place)).unwrap(), Some(place));
        assert_eq!(
            start::<(String, i64)>("no token").unwrap_err().reason(),
            "PAGE_TOKEN_INVALID"
        );
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let store: Vec<i64> = (1..=5).collect();
        let (mut next, mut seen, mut pages) = (String::new(), Vec::new(), 0);
        loop {
            let after: i64 = start(&next).unwrap().unwrap_or_default();
            let mut rows: Vec<i64> = store
                .iter()
                .copied()
                .filter(|row| *row > after)
                .take(3)
                .collect();
            next = cut(&mut rows, 2, |row| *row);
            seen.extend(rows);
            pages += 1;
            if next.is_empty() {
                break;
            }
        }
        assert_eq!((seen, pages), (store, 3));
    }
}
