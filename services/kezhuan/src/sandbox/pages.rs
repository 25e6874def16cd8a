//! Lists, taken whole.

/// What one page asks for.
pub(crate) const PAGE_SIZE: i32 = 500;

/// Every item of a list of financing that fits `filter`: `all!(session, list_loans(ListLoansRequest), loans, filter)`.
macro_rules! all {
    ($session:expr, $rpc:ident($request:ident), $items:ident, $filter:expr) => {{
        let (mut found, mut page_token) = (Vec::new(), String::new());
        loop {
            // Some lists can be narrowed by more than a filter.
            #[allow(clippy::needless_update)]
            let request = $request {
                filter: $filter.to_owned(),
                page_size: $crate::sandbox::pages::PAGE_SIZE,
                page_token,
                ..$request::default()
            };
            let answer = $session.financing()?.$rpc(request).await;
            let page = answer.map_err($crate::refusal::readable)?.into_inner();
            found.extend(page.$items);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break found;
            }
        }
    }};
}
