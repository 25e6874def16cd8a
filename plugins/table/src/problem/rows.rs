//! What rows cover.

use super::{Problem, new};

pub fn gap(example: &str, more: usize) -> Problem {
    let (more_zh, more_en) = match more {
        0 => (String::new(), String::new()),
        more => (
            format!("(另有 {more} 类情况)"),
            format!(" (and {more} more kinds of case)"),
        ),
    };
    new(
        "GAP",
        format!("没有一行适用于:{example}{more_zh};请加一行,或在最后加一行全部为 - 的缺省行"),
        format!(
            "no row holds for {example}{more_en}; add a row, or a last row of - for all that is left"
        ),
    )
}

pub fn overlap(row: &str, example: &str) -> Problem {
    new(
        "OVERLAP",
        format!("这一行与 {row} 同时适用于:{example};请改窄,或把命中策略改为 first"),
        format!("this row and {row} both hold for {example}; narrow one, or make the policy first"),
    )
}

pub fn unreachable() -> Problem {
    new(
        "UNREACHABLE",
        "前面的行已经包含这一行的全部情况,它永远不会适用;请上移或删去",
        "earlier rows take every case of this one, it can never hold; move it up or delete it",
    )
}

pub fn too_many(regions: u128, max: u128) -> Problem {
    new(
        "TOO_MANY_CASES",
        format!(
            "这张表把情况分成 {regions} 类,超过可查的 {max} 类;请拆表,或在最后加一行全部为 - 的缺省行"
        ),
        format!(
            "this table parts its cases into {regions} kinds, more than the {max} that are looked through; split it, or add a last row of -"
        ),
    )
}

pub fn not_looked_through(regions: u128, max: u128) -> Problem {
    new(
        "NOT_LOOKED_THROUGH",
        format!(
            "这张表把情况分成 {regions} 类,超过可查的 {max} 类;缺省行使它没有空缺,但没有查找永远不会适用的行;要查请拆表"
        ),
        format!(
            "this table parts its cases into {regions} kinds, more than the {max} that are looked through: its last row leaves no gap, but rows that can never hold were not looked for; split it to have them told"
        ),
    )
}

pub fn undecided(column: &str) -> Problem {
    new(
        "UNDECIDED",
        format!(
            "“{column}”一列与几个不定的值比较,查不出空缺与重叠;请在最后加一行全部为 - 的缺省行,命中策略用 first"
        ),
        format!(
            "column `{column}` is compared with several values that aren't fixed, so gaps and overlaps can't be found; add a last row of -, and use the policy first"
        ),
    )
}
