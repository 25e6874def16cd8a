//! What a text is found by: Chinese is cut into words by the dictionary of jieba-rs, which is part of the program. Another
//! version of it cuts otherwise, so the dependency is pinned exactly, and words are kept with what was submitted.
use std::collections::BTreeSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;

/// Read when the first text is cut: it takes its time, and some tens of megabytes.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Words that say nothing of what a text is about.
const SAY_NOTHING: &[&str] = &[
    "一种",
    "以及",
    "企业",
    "公司",
    "具有",
    "其他",
    "具备",
    "可以",
    "合作",
    "实现",
    "希望",
    "开展",
    "当前",
    "我们",
    "技术",
    "推广",
    "提供",
    "提升",
    "方面",
    "有限公司",
    "现有",
    "用于",
    "目前",
    "相关",
    "研发",
    "能够",
    "要求",
    "解决",
    "进行",
    "通过",
    "采用",
    "问题",
    "需求",
    "需要",
    "项目",
    "and",
    "for",
    "of",
    "the",
    "with",
];

/// The words of some texts and the keywords beside them, sorted, each once; keywords first where there are more than `most`.
pub fn words(keywords: &[String], texts: &[&str], most: usize) -> Vec<String> {
    let mut kept = BTreeSet::new();
    let keywords: Vec<String> = keywords.iter().map(|keyword| even(keyword)).collect();
    for keyword in &keywords {
        keep(&mut kept, keyword, most);
    }
    let texts = texts.iter().map(|text| even(text));
    for text in keywords.iter().cloned().chain(texts) {
        for token in DICTIONARY.cut_for_search(&text, true) {
            if is_telling(token.word) {
                keep(&mut kept, token.word, most);
            }
        }
    }
    kept.into_iter().collect()
}

fn keep(kept: &mut BTreeSet<String>, word: &str, most: usize) {
    if kept.len() < most && !word.is_empty() {
        kept.insert(word.to_owned());
    }
}

/// Two characters or more, letters among them, and none of those that stand everywhere.
fn is_telling(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().all(char::is_alphanumeric)
        && word.chars().any(char::is_alphabetic)
        && !SAY_NOTHING.contains(&word)
}

/// Lower case, full-width letters and digits as narrow ones, no space around.
fn even(text: &str) -> String {
    text.trim().chars().flat_map(narrow).collect()
}

fn narrow(character: char) -> std::char::ToLowercase {
    let code = u32::from(character);
    let narrow = match code {
        0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    };
    narrow.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(&[], &[text], 64)
    }

    #[test]
    fn a_chinese_text_is_found_by_its_words() {
        let found = of("废旧动力电池回收技术，以及 ＬＦＰ 材料 2025");
        for word in ["电池", "回收", "材料", "lfp"] {
            assert!(found.iter().any(|kept| kept == word), "{word} in {found:?}");
        }
        for word in ["技术", "以及", "，", "2025", ""] {
            assert!(found.iter().all(|kept| kept != word), "{word} in {found:?}");
        }
        assert!(found.is_sorted());
    }

    #[test]
    fn the_same_text_gives_the_same_words() {
        let text = "面向工厂的智能照明控制系统";
        assert_eq!(of(text), of(text));
        assert_eq!(of("LED照明"), of(" ｌｅｄ照明 "));
        assert!(of("").is_empty());
    }

    #[test]
    fn keywords_are_whole_and_come_first() {
        let keyword = ["Cathode Coating".to_owned()];
        let found = words(&keyword, &["回收"], 64);
        for word in ["cathode coating", "cathode", "coating", "回收"] {
            assert!(found.iter().any(|kept| kept == word), "{word} in {found:?}");
        }
        assert_eq!(words(&keyword, &["回收"], 1), ["cathode coating"]);
    }
}
