//! Types and units.

use crate::check::{Type, Unit};

use super::{Problem, new};

pub fn wrong_unit(one: Unit, other: Unit) -> Problem {
    let ([one_zh, one_en], [other_zh, other_en]) = (one.words(), other.words());
    new(
        "WRONG_UNIT",
        format!("单位不合:一边是{one_zh},一边是{other_zh};请统一单位(比例请用 bp(金额, 比例))"),
        format!(
            "the units differ: {one_en} and {other_en}; use one of them (a share is taken with bp(amount, share))"
        ),
    )
}

pub fn wrong_product(one: Unit, other: Unit) -> Problem {
    let ([one_zh, one_en], [other_zh, other_en]) = (one.words(), other.words());
    new(
        "WRONG_UNIT",
        format!("{one_zh}与{other_zh}不能相乘除;取比例请用 bp(金额, 比例)"),
        format!(
            "{one_en} and {other_en} can't be multiplied or divided; a share is taken with bp(amount, share)"
        ),
    )
}

pub fn wrong_bp(amount: Unit, share: Unit) -> Problem {
    let ([amount_zh, amount_en], [share_zh, share_en]) = (amount.words(), share.words());
    new(
        "WRONG_UNIT",
        format!("bp 要的是(金额, 基点),这里是({amount_zh}, {share_zh});请调整"),
        format!(
            "bp takes (an amount, a share in bp), here it has ({amount_en}, {share_en}); put it right"
        ),
    )
}

pub fn wrong_type(wanted: &Type, found: &Type) -> Problem {
    let ([wanted_zh, wanted_en], [found_zh, found_en]) = (wanted.words(), found.words());
    new(
        "WRONG_TYPE",
        format!("这里要{wanted_zh},却是{found_zh};请改正"),
        format!("{wanted_en} is wanted here, but this is {found_en}; put it right"),
    )
}

pub fn may_be_absent() -> Problem {
    new(
        "MAY_BE_ABSENT",
        "这个事实可能没有;请用 or_else(事实, 缺省值),或用 given(事实) 先问有没有",
        "this fact may be absent; use or_else(fact, value), or ask given(fact)",
    )
}

pub fn never_absent(name: &str) -> Problem {
    new(
        "NEVER_ABSENT",
        format!("given 和 or_else 只用于可能没有的事实,{name} 总是有值;请直接写"),
        format!(
            "given and or_else are for facts that may be absent; {name} always has a value, write it as it is"
        ),
    )
}

pub fn not_a_list() -> Problem {
    new(
        "NOT_A_LIST",
        "any、all、count 的第一项要是列表事实,如 contract.parties",
        "any, all and count look at a list of the facts, such as contract.parties",
    )
}

pub fn not_comparable(ty: &Type) -> Problem {
    let [zh, en] = ty.words();
    new(
        "NOT_COMPARABLE",
        format!("{zh}不能这样比较;大小只能比数和日期"),
        format!("{en} can't be compared so; only numbers and days have an order"),
    )
}

pub fn not_an_input(ty: &Type) -> Problem {
    let [zh, en] = ty.words();
    new(
        "NOT_A_VALUE",
        format!("{zh}不能在这里命名;请写数、是/否、代码或日期"),
        format!("{en} can't have a name here; write a number, yes/no, a code or a day"),
    )
}

pub fn no_figure(ty: &Type) -> Problem {
    let [zh, en] = ty.words();
    new(
        "NO_FIGURE",
        format!("{zh}不能作说明中的数字;请用数、代码或日期"),
        format!("{en} can't be a figure of a step; use a number, a code or a day"),
    )
}

pub fn fact_not_supported(path: &str) -> Problem {
    new(
        "FACT_NOT_SUPPORTED",
        format!("表格用不了事实“{path}”;参数请写 setting 名称"),
        format!("a table has no use for the fact `{path}`; a setting is written setting NAME"),
    )
}

pub fn field_not_supported(name: &str) -> Problem {
    new(
        "FIELD_NOT_SUPPORTED",
        format!("表格写不了结果字段“{name}”;请用其他语言写这条规则"),
        format!("a table can't write the field `{name}`; write this rule in another language"),
    )
}
