//! Ranges that a service tells as it keeps figures, told in the unit of the column.
use kezhuan_law::Localized;

use super::field::Kind;
use super::persist::Said;

/// The reason of services where a figure lies outside its range.
const OUT_OF_RANGE: &str = "NUMBER_OUT_OF_RANGE";

/// The range in the column's own unit, where the service told it in parts of one.
pub fn in_unit(kind: Kind, said: &Said) -> Option<Localized> {
    let Kind::Decimal { places, units } = kind else {
        return None;
    };
    if said.code != OUT_OF_RANGE {
        return None;
    }
    // Only a range in whole parts is one that a service keeps.
    let (least, most) = said
        .text
        .en
        .strip_prefix("lies between ")?
        .split_once(" and ")?;
    let (least, most) = (scaled(least, places)?, scaled(most, places)?);
    let (zh, en) = (units.first()?, units.last()?);
    Some(Localized::new(
        format!("应在 {least} 至 {most} {zh}之间"),
        format!("lies between {least} and {most} {en}"),
    ))
}

/// A count of 10^-`places` as a decimal number.
fn scaled(parts: &str, places: u32) -> Option<String> {
    let parts: u64 = parts.parse().ok()?;
    let one = 10_u64.checked_pow(places)?;
    let (whole, rest) = (parts.checked_div(one)?, parts.checked_rem(one)?);
    let rest = format!("{rest:0>width$}", width = places as usize);
    let rest = rest.trim_end_matches('0');
    Some(match rest.is_empty() {
        true => whole.to_string(),
        false => format!("{whole}.{rest}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MU: Kind = Kind::Decimal {
        places: 2,
        units: &["亩", "mu"],
    };

    fn said(code: &str, en: &str) -> Said {
        Said {
            path: "area_c".to_owned(),
            code: code.to_owned(),
            text: Localized::new("应在某范围之间".to_owned(), en.to_owned()),
        }
    }

    #[test]
    fn hundredths_of_a_mu_are_told_in_mu() {
        let range = "lies between 1 and 100050";
        let told = in_unit(MU, &said(OUT_OF_RANGE, range)).expect("a range");
        assert_eq!(
            (&*told.zh, &*told.en),
            (
                "应在 0.01 至 1000.5 亩之间",
                "lies between 0.01 and 1000.5 mu"
            )
        );
    }

    #[test]
    fn what_is_told_in_the_unit_or_is_no_range_stays() {
        for (kind, code, en) in [
            (MU, OUT_OF_RANGE, "lies between 0.01 and 1000"),
            (MU, OUT_OF_RANGE, "is too large"),
            (MU, "FIELD_MISSING", "lies between 1 and 100"),
            (Kind::Count, OUT_OF_RANGE, "lies between 1 and 100"),
        ] {
            assert_eq!(in_unit(kind, &said(code, en)), None, "{en}");
        }
    }
}
