//! Text search without a dictionary: every two neighbouring characters are a word, which suits Chinese.
use crate::domain::contract::Contract;

/// The words of a contract, separated by spaces.
pub fn tokens(contract: &Contract) -> String {
    let form = &contract.form;
    let broker = form
        .broker
        .as_ref()
        .map_or("", |broker| broker.display_name.as_str());
    let certificate = contract.certificate_number().unwrap_or_default();
    let texts = [
        form.project_name.as_str(),
        &form.seller.display_name,
        &form.buyer.display_name,
        broker,
        &contract.number,
        certificate,
    ];
    let mut words: Vec<String> = texts.iter().flat_map(|text| words(text)).collect();
    words.sort();
    words.dedup();
    words.join(" ")
}

/// The tsquery that finds every text containing `text`; `None` when it has nothing to search for.
pub fn query(text: &str) -> Option<String> {
    let runs = runs(text);
    let terms = runs.iter().flat_map(|run| match run.as_slice() {
        // One character alone is the beginning of a word.
        [single] => vec![format!("'{single}':*")],
        _ => pairs(run).map(|pair| format!("'{pair}'")).collect(),
    });
    let terms: Vec<String> = terms.collect();
    (!terms.is_empty()).then(|| terms.join(" & "))
}

fn words(text: &str) -> Vec<String> {
    let runs = runs(text);
    let ends = runs
        .iter()
        .filter_map(|run| run.last().map(char::to_string));
    runs.iter().flat_map(|run| pairs(run)).chain(ends).collect()
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> + '_ {
    run.windows(2).map(|pair| pair.iter().collect())
}

/// Letters, digits and characters in lower case, cut where anything else stands.
fn runs(text: &str) -> Vec<Vec<char>> {
    let lower: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let runs = lower.split(|character| !character.is_alphanumeric());
    runs.filter(|run| !run.is_empty())
        .map(<[char]>::to_vec)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_are_pairs_of_neighbours() {
        assert_eq!(query("储能 A1").as_deref(), Some("'储能' & 'a1'"));
        assert_eq!(
            query("固态电池").as_deref(),
            Some("'固态' & '态电' & '电池'")
        );
        assert_eq!(query("池").as_deref(), Some("'池':*"));
        assert_eq!(query("' & !"), None);
        assert_eq!(words("电池A"), ["电池", "池a", "a"]);
    }
}
