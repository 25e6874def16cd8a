//! The columns of a table of farmers.
use std::sync::OnceLock;

use crate::sheet_import::field::{Field, Kind, Sheet};

/// The table of farmers.
pub fn sheet() -> &'static Sheet {
    static SHEET: OnceLock<Sheet> = OnceLock::new();
    SHEET.get_or_init(|| Sheet {
        title: "推广农户",
        template: "kezhuan agriculture template farmers FILE",
        frozen: 1,
        fields: fields(),
    })
}

#[rustfmt::skip] // A table is read by the line.
fn fields() -> Vec<Field> {
    let area = Kind::Decimal { places: 2, units: &["亩", "mu"] };
    vec![
        Field::may("序号", "no", Kind::Ignored).also(&["编号"]),
        Field::needed("农户编码", "household", Kind::Identifier).also(&["承包方编码", "户编码"]).at("household").help("村内户号或承包方编码；不填身份证号和手机号"),
        Field::needed("户主姓名", "person", Kind::Text).also(&["户主", "承包方代表"]).at("person").help("系统只保留第一个字"),
        Field::may("村", "village", Kind::Text).also(&["村名", "行政村", "所在村"]).at("village"),
        Field::needed("地块编码", "plot", Kind::Identifier).also(&["地块"]).at("plot").help("承包地块编码；同一造季只计一次"),
        Field::needed("面积", "area", area).also(&["种植面积"]).at("area_c").help("亩，最多两位小数"),
        Field::may("行政区划代码", "division", Kind::Division).also(&["区划代码", "县区代码"]).at("division").help("地块所在县（市、区）的六位代码；空白视为基地所在县"),
        Field::may("备注", "remark", Kind::Ignored).also(&["说明"]),
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
}
