//! Administrative divisions (行政区划, GB/T 2260) of Jiangmen.
use crate::localized::Localized;

/// The rank of a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    PrefectureCity,
    District,
    CountyLevelCity,
}

/// One division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    pub code: &'static str,
    pub name: Localized,
    pub level: Level,
    /// The city's part of what city and county fund together, where a programme sets no other.
    /// It is the real split of the city's patent support funds (江知规字〔2019〕1号, art. 3),
    /// taken as the default elsewhere: a parameter, not law. The city itself has none.
    pub city_share_bp: Option<u16>,
}

/// The prefecture city itself.
pub const PREFECTURE: &str = "440700";

/// The city and its seven counties.
pub const DIVISIONS: &[Division] = &[
    division_row(
        PREFECTURE,
        "江门市",
        "Jiangmen",
        Level::PrefectureCity,
        None,
    ),
    division_row(
        "440703",
        "蓬江区",
        "Pengjiang",
        Level::District,
        Some(3_000),
    ),
    division_row("440704", "江海区", "Jianghai", Level::District, Some(3_000)),
    division_row("440705", "新会区", "Xinhui", Level::District, Some(3_000)),
    division_row(
        "440781",
        "台山市",
        "Taishan",
        Level::CountyLevelCity,
        Some(5_000),
    ),
    division_row(
        "440783",
        "开平市",
        "Kaiping",
        Level::CountyLevelCity,
        Some(5_000),
    ),
    division_row(
        "440784",
        "鹤山市",
        "Heshan",
        Level::CountyLevelCity,
        Some(3_000),
    ),
    division_row(
        "440785",
        "恩平市",
        "Enping",
        Level::CountyLevelCity,
        Some(5_000),
    ),
];

/// The seven counties in the order of their codes.
pub const COUNTIES: [&str; 7] = [
    "440703", "440704", "440705", "440781", "440783", "440784", "440785",
];

const fn division_row(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    level: Level,
    city_share_bp: Option<u16>,
) -> Division {
    Division {
        code,
        name: Localized::fixed(zh, en),
        level,
        city_share_bp,
    }
}

/// The division of Jiangmen with this code.
pub fn division(code: &str) -> Option<&'static Division> {
    DIVISIONS.iter().find(|division| division.code == code)
}

/// Whether a division or prefecture code belongs to Jiangmen.
pub fn is_jiangmen(division: &str) -> bool {
    division.starts_with("4407")
}

/// Whether a text has the form of a division code anywhere in China.
pub fn is_division_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counties_are_the_divisions_without_the_city() {
        let counties: Vec<_> = DIVISIONS
            .iter()
            .filter(|division| division.level != Level::PrefectureCity)
            .map(|division| division.code)
            .collect();
        assert_eq!(counties, COUNTIES);
    }

    #[test]
    fn three_cities_share_half_and_the_others_three_to_seven() {
        for (code, share) in [
            ("440700", None),
            ("440703", Some(3_000)),
            ("440704", Some(3_000)),
            ("440705", Some(3_000)),
            ("440781", Some(5_000)),
            ("440783", Some(5_000)),
            ("440784", Some(3_000)),
            ("440785", Some(5_000)),
        ] {
            assert_eq!(division(code).unwrap().city_share_bp, share, "{code}");
        }
        assert_eq!(division("440782"), None);
        assert_eq!(division("440100"), None);
    }

    #[test]
    fn jiangmen_is_known_by_its_first_four_digits() {
        assert!(is_jiangmen("440799") && is_jiangmen("4407"));
        assert!(!is_jiangmen("440100") && !is_jiangmen("44") && !is_jiangmen(""));
    }
}
