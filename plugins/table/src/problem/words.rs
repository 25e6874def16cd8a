//! The words of a cell.

use crate::syntax::Call;

use super::{Problem, new};

pub fn unknown_character(character: char) -> Problem {
    new(
        "UNKNOWN_CHARACTER",
        format!("不认识的符号“{character}”;请改正"),
        format!("`{character}` means nothing here; take it out"),
    )
}

pub fn open_quote() -> Problem {
    new(
        "OPEN_QUOTE",
        "引号没有结束;请补上",
        "a quote isn't closed; close it",
    )
}

pub fn grouped(text: &str) -> Problem {
    new(
        "GROUPED_DIGITS",
        format!("“{text}”既可读作一个数,也可读作两个;一个数请不要写千分位,两个数请在逗号后空一格"),
        format!(
            "`{text}` could be one number or two; write one number without the comma, or a space behind the comma of two"
        ),
    )
}

pub fn not_whole(digits: &str) -> Problem {
    new(
        "NOT_WHOLE",
        format!(
            "{digits} 换算后不是整数(或太大);金额最小到分,比例最小到基点。0.01 不是 1%:请写 1% 或 100"
        ),
        format!(
            "{digits} is no whole number of the smallest unit, or too large; amounts go down to fen, shares to basis points. 0.01 is not 1%: write 1% or 100"
        ),
    )
}

pub fn unexpected(found: &str, wanted: &str) -> Problem {
    let [found_zh, found_en] = match found {
        "" => ["内容到此为止".to_owned(), "the text ends here".to_owned()],
        found => [
            format!("这里不该是“{found}”"),
            format!("`{found}` can't stand here"),
        ],
    };
    let [wanted_zh, wanted_en] = match wanted {
        "" => ["请检查书写".to_owned(), "look at the spelling".to_owned()],
        wanted => [format!("应为“{wanted}”"), format!("`{wanted}` is expected")],
    };
    new(
        "UNEXPECTED",
        format!("{found_zh};{wanted_zh}"),
        format!("{found_en}; {wanted_en}"),
    )
}

pub fn too_deep() -> Problem {
    new(
        "TOO_DEEP",
        "这一格太长或括号层数太多;请拆成几个输入",
        "this is too long or nested too deeply; split it into several inputs",
    )
}

pub fn unknown_function(name: &str) -> Problem {
    new(
        "UNKNOWN_FUNCTION",
        format!("没有函数“{name}”;可用的有 bp min max starts any all count given or_else"),
        format!(
            "there is no function `{name}`; known are bp min max starts any all count given or_else"
        ),
    )
}

pub fn wrong_arguments(call: Call) -> Problem {
    let form = match call {
        Call::Bp => "bp(amount_fen, share_bp)",
        Call::Min => "min(a, b, …)",
        Call::Max => "max(a, b, …)",
        Call::Starts => "starts(text, \"KF\", …)",
        Call::Any => "any(list, condition)",
        Call::All => "all(list, condition)",
        Call::Count => "count(list) / count(list, condition) / count(table)",
        Call::Given => "given(header.budget_left_fen)",
        Call::OrElse => "or_else(header.budget_left_fen, 0)",
    };
    new(
        "WRONG_ARGUMENTS",
        format!("这个函数应写作 {form}"),
        format!("this function is written {form}"),
    )
}

pub fn empty_expression() -> Problem {
    new(
        "EMPTY",
        "这一格空着;请写表达式",
        "this cell is empty; write an expression",
    )
}

pub fn empty_condition() -> Problem {
    new(
        "EMPTY",
        "条件空着;任何情况都适用请写 -",
        "this condition is empty; write - where anything will do",
    )
}

pub fn empty_output() -> Problem {
    new(
        "EMPTY",
        "输出空着;请填写,没有值可写 none",
        "this output is empty; fill it in, or write none for no value",
    )
}

pub fn prefix_not_text() -> Problem {
    new(
        "PREFIX_NOT_TEXT",
        "starts 里只能写文字,如 starts(\"KF\")",
        "starts takes texts, such as starts(\"KF\")",
    )
}

pub fn empty_range() -> Problem {
    new(
        "EMPTY_RANGE",
        "这个区间里没有数;下限应在前且小于上限",
        "nothing lies in this range; the lower end comes first and is below the upper one",
    )
}
