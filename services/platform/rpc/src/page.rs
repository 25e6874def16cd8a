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

/// Reads an `order_by`: one of the `known` names with or without desc; empty is `otherwise`. The reason is unique under
/// `domain`, such as `contracts.kezhuan`.
pub fn order<K: Copy>(
    domain: &'static str,
    text: &str,
    known: &[(&str, K)],
    otherwise: Order<K>,
) -> Result<Order<K>, Problem> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (wanted, descending) = match words.as_slice() {
        [] => return Ok(otherwise),
        [wanted] | [wanted, "asc"] => (*wanted, false),
        [wanted, "desc"] => (*wanted, true),
        _ => ("", false),
    };
    let found = known.iter().find(|(name, _)| *name == wanted);
    match found {
        Some((_, key)) => Ok(Order {
            key: *key,
            descending,
        }),
        None => {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            Err(Problem::of_field(
                domain,
                "order_by",
                "ORDER_INVALID",
                format!("可用：{names}，可加 desc"),
                format!("one of {names}, each with or without desc"),
            ))
        }
    }
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
    fn an_order_is_a_known_name_with_or_without_desc() {
        let newest = Order {
            key: 'c',
            descending: true,
        };
        let read = |text| {
            let known = [("create_time", 'c'), ("maturity", 'm')];
            let order = order("test.kezhuan", text, &known, newest);
            order.map(|order| (order.key, order.descending))
        };
        assert_eq!(read("").unwrap(), ('c', true));
        assert_eq!(read("create_time").unwrap(), ('c', false));
        assert_eq!(read(" maturity  desc ").unwrap(), ('m', true));
        assert_eq!(read("maturity asc").unwrap(), ('m', false));
        for wrong in ["colour", "maturity up", "desc", "maturity desc desc"] {
            assert_eq!(read(wrong).unwrap_err().reason(), "ORDER_INVALID");
        }
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
