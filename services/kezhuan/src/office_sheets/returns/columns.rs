//! The columns of a table of returns: those of the form, in its order.
use std::sync::OnceLock;

use kezhuan_incubation::domain::torch_return::{
    self, Field as Figure, OperationType, OperatorNature, Unit as Counted,
};

use crate::office_sheets::SINCE;
use crate::sheet_import::amount::Unit;
use crate::sheet_import::choices::Choices;
use crate::sheet_import::field::{Field, Kind, Sheet};

/// What the operator is.
pub fn natures() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| OperatorNature::list("TorchReturn.Profile.nature").into())
}

/// What the carrier takes in.
pub fn operations() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| OperationType::list("TorchReturn.Profile.operation").into())
}

/// Where a return stands.
pub fn states() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| torch_return::State::list("TorchReturn.State").into())
}

/// The figure with the column of this English name.
pub fn figure(en: &str) -> Option<Figure> {
    Figure::parse(&en.to_ascii_uppercase())
}

/// The column of a figure, by its English name.
pub fn column(figure: Figure) -> String {
    figure.as_str().to_ascii_lowercase()
}

/// The table of returns.
pub fn sheet() -> &'static Sheet {
    static SHEET: OnceLock<Sheet> = OnceLock::new();
    SHEET.get_or_init(|| Sheet {
        title: "火炬统计年报",
        template: "kezhuan incubation template returns FILE",
        frozen: 2,
        fields: head()
            .into_iter()
            .chain(Figure::ALL.iter().copied().map(of_figure))
            .chain(tail())
            .collect(),
    })
}

#[rustfmt::skip] // A table is read by the line.
fn head() -> Vec<Field> {
    vec![
        Field::may("载体名称", "carrier_name", Kind::Ignored).help("由系统给出，不导入"),
        Field::needed("报表", "torch_return", Kind::Identifier).also(&["报表编号"]).at("name").help("系统给出的报表名称，如 torchReturns/…；导出或带 --return 的模板已填好"),
        Field::may("报告年度", "year", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("状态", "state", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("运营机构", "operator", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("运营机构性质", "nature", Kind::Code(natures())).at("profile.nature"),
        Field::may("孵化器类型", "operation", Kind::Code(operations())).at("profile.operation"),
        Field::may("孵化器成立日期", "founded_on", Kind::Day { since: SINCE }).also(&["成立日期"]).at("profile.founded_on"),
    ]
}

#[rustfmt::skip] // A table is read by the line.
fn tail() -> Vec<Field> {
    vec![
        Field::may("差异说明", "reason", Kind::Text).at("reason").help("填报数与系统数据不一致时的原因；适用于本行全部不一致的数"),
        Field::may("备注", "remark", Kind::Ignored),
    ]
}

fn of_figure(figure: Figure) -> Field {
    let kind = match figure.unit() {
        Counted::ThousandYuan if figure.may_be_negative() => Kind::Balance(Unit::Thousand),
        Counted::ThousandYuan => Kind::Amount(Unit::Thousand),
        Counted::SquareMetre => Kind::Decimal {
            places: 2,
            units: &["平方米", "m²", "㎡"],
        },
        Counted::Person | Counted::Enterprise | Counted::Right | Counted::Occasion => Kind::Count,
    };
    let (name, en) = (figure.name(), column(figure));
    // Tables of before have both languages in their headers.
    let both = format!("{} {}", name.zh, name.en);
    Field::may(&name.zh, &en, kind)
        .also(&[both.as_str(), &*name.en])
        .at(figure.as_str())
        .help(match figure.unit() {
            Counted::ThousandYuan => "千元，最多五位小数（到分）；空白不改动已有的数",
            Counted::SquareMetre => "平方米，最多两位小数；空白不改动已有的数",
            Counted::Person | Counted::Enterprise | Counted::Right | Counted::Occasion => {
                "整数；空白不改动已有的数"
            }
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::sheet_import::header::plain;

    #[test]
    fn every_figure_of_the_form_has_its_column_and_no_two_columns_share_a_header() {
        let mut owners = BTreeMap::new();
        for field in &sheet().fields {
            for name in [&field.zh, &field.en].into_iter().chain(&field.also) {
                let before = owners.insert(plain(name), &field.en);
                assert!(before.is_none_or(|before| *before == field.en), "{name}");
            }
        }
        for figure_of_form in Figure::ALL {
            let en = column(*figure_of_form);
            assert_eq!(figure(&en), Some(*figure_of_form));
            let field = sheet().named(&en).expect("a column");
            let name = figure_of_form.name();
            assert_eq!(field.zh, name.zh, "a header is Chinese");
            let before = plain(&format!("{} {}", name.zh, name.en));
            for known in [before, plain(&name.en), plain(&en)] {
                assert!(field.is_named(&known), "{known}");
            }
        }
    }
}
