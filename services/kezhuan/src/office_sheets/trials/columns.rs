//! The columns of a table of trials.
use std::sync::OnceLock;

use kezhuan_agriculture::domain::season::{Season, Term};
use kezhuan_agriculture::domain::{plot, trial};

use crate::office_sheets::SINCE;
use crate::sheet_import::Complaint;
use crate::sheet_import::cell::half_width;
use crate::sheet_import::choices::Choices;
use crate::sheet_import::field::{Field, Kind, Sheet};
use crate::sheet_import::reading::Value;

/// To what moisture fresh weights are brought.
pub fn moistures() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| Choices {
        also: vec![("籼稻", "INDICA"), ("粳稻", "JAPONICA")],
        ..plot::Moisture::list("Trial.MoistureStandard").into()
    })
}

/// Which of the two varieties grew on a plot.
pub fn roles() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| Choices {
        also: vec![("参试", "CANDIDATE"), ("对照", "CHECK"), ("CK", "CHECK")],
        ..plot::Role::list("Trial.Role").into()
    })
}

/// Where a trial stands.
pub fn states() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| trial::State::list("Trial.State").into())
}

const SEASON_FORMAT: Complaint = Complaint::fixed(
    "SEASON_FORMAT",
    ("不是可识别的造季", "not a season"),
    (
        "请按 2025-E（早造）、2025-L（晚造）、2025-A（全年）或“2025早造”填写",
        "write 2025-E (early), 2025-L (late) or 2025-A (the whole year)",
    ),
);

/// `2025-E`, or the year and the crop in words.
pub fn season(text: &str) -> Result<Value, Complaint> {
    let text = half_width(text).replace(' ', "").to_uppercase();
    let text = match text.split_once('年') {
        Some((year, term)) if !term.is_empty() => format!("{year}{term}"),
        _ => text,
    };
    let code = Term::ALL.iter().fold(text, |text, term| {
        let written = text.strip_suffix(&*term.name().zh);
        let code = written.map(|year| format!("{year}-{}", term.as_str()));
        code.unwrap_or(text)
    });
    Season::parse(&code)
        .map(|season| Value::Text(season.to_string()))
        .ok_or(SEASON_FORMAT)
}

/// The table of trials.
pub fn sheet() -> &'static Sheet {
    static SHEET: OnceLock<Sheet> = OnceLock::new();
    SHEET.get_or_init(|| Sheet {
        title: "品种试验",
        template: "kezhuan agriculture template trials FILE",
        frozen: 2,
        fields: of_trial().into_iter().chain(of_plot()).collect(),
    })
}

#[rustfmt::skip] // A table is read by the line.
fn of_trial() -> Vec<Field> {
    let day = Kind::Day { since: SINCE };
    let season = Kind::Written { read: season, is_identifier: true };
    vec![
        Field::needed("试验", "trial", Kind::Identifier).also(&["试验编号"]).at("name").help("自编的试验编号，同一试验的各小区填同一个；已在系统中的填系统名称，如 trials/…"),
        Field::needed("参试品种", "variety", Kind::Text).also(&["品种"]).at("variety").help("品种名称；重名的填系统名称，如 varieties/…"),
        Field::needed("对照品种", "check_variety", Kind::Text).also(&["对照"]).at("check_variety").help("同一作物的另一品种；重名的填系统名称"),
        Field::needed("造季", "season", season).also(&["季别"]).at("season").help("2025-E 或“2025早造”、2025-L 或“2025晚造”、2025-A 或“2025全年”"),
        Field::needed("标准水分", "moisture_standard", Kind::Code(moistures())).at("moisture_standard").help("水稻填籼稻或粳稻标准水分，其他作物填鲜重"),
        Field::may("重复次数", "replications", Kind::Count).at("replications").help("计划的重复次数；空白按小区中最大的重复号"),
        Field::may("播种日期", "sown_on", day).at("sown_on"),
        Field::may("收获日期", "harvested_on", day).also(&["测产日期"]).at("harvested_on").help("填写小区数据的必填"),
    ]
}

#[rustfmt::skip] // A table is read by the line.
fn of_plot() -> Vec<Field> {
    let area = Kind::Decimal { places: 2, units: &["亩", "mu"] };
    let weight = Kind::Decimal { places: 3, units: &["千克", "公斤", "kg"] };
    let percent = Kind::Decimal { places: 2, units: &["%"] };
    vec![
        Field::may("小区编号", "plot", Kind::Identifier).also(&["小区"]).at("plots.label").help("插牌上的编号；尚未收获的试验只填一行，小区各列留空"),
        Field::may("小区品种", "role", Kind::Code(roles())).at("plots.role").help("该小区种的是参试品种还是对照品种"),
        Field::may("重复号", "replication", Kind::Count).also(&["重复"]).at("plots.replication").help("从 1 起；每个重复须有参试品种和对照品种"),
        Field::may("小区面积", "area", area).at("plots.area_c").help("亩，最多两位小数"),
        Field::may("鲜重", "fresh_weight", weight).at("plots.fresh_g").help("千克，最多三位小数"),
        Field::may("含水率", "moisture", percent).at("plots.moisture_bp").help("百分数，最多两位小数，如 21.5；按鲜重计的留空或填 0"),
        Field::may("状态", "state", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("亩产", "yield", Kind::Ignored).help("由系统折算，单位千克/亩，不导入"),
        Field::may("备注", "remark", Kind::Ignored),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet_import::field::shared_name;

    #[test]
    fn no_two_columns_share_a_name() {
        assert_eq!(shared_name(sheet()), None);
    }

    #[test]
    fn a_season_is_written_by_code_or_in_words() {
        for (text, code) in [
            ("2025-E", Some("2025-E")),
            ("2025-e", Some("2025-E")),
            ("2025早造", Some("2025-E")),
            ("2025年晚造", Some("2025-L")),
            ("2025 全年", Some("2025-A")),
            ("2025年全年", Some("2025-A")),
            ("早造", None),
            ("2025", None),
            ("2025-X", None),
        ] {
            let read = season(text).ok();
            assert_eq!(
                read,
                code.map(|code| Value::Text(code.to_owned())),
                "{text}"
            );
        }
    }
}
