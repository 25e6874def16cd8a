//! Colleges, institutes and laboratories that the plan names, and its partners outside the city.
use crate::localized::Localized;

/// What an institution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstitutionKind {
    PublicCollege,
    PrivateCollege,
    /// Its seat is outside the city: figures count where the campus is.
    Campus,
    Laboratory,
    NationalFacility,
    NewResearchInstitution,
    AgriculturalInstitute,
    Workstation,
    ApplicationBase,
    /// An area with several parks; its owner is the United Front Work Department.
    Area,
}

/// One institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    pub code: &'static str,
    pub name: Localized,
    /// Other names, among them those the plan itself prints.
    pub aliases: &'static [&'static str],
    pub kind: InstitutionKind,
    /// The county it sits in, where that is known; the rest comes with onboarding.
    pub division: Option<&'static str>,
}

impl Institution {
    const fn also_called(mut self, aliases: &'static [&'static str]) -> Institution {
        self.aliases = aliases;
        self
    }

    const fn seated_in(mut self, division: &'static str) -> Institution {
        self.division = Some(division);
        self
    }

    /// Whether it decides on its own cases and so is a tenant of the suite.
    pub fn is_tenant(&self) -> bool {
        self.kind != InstitutionKind::Area
    }

    /// Whether it is a college, whose sales pass the college's own check.
    pub fn is_college(&self) -> bool {
        matches!(
            self.kind,
            InstitutionKind::PublicCollege
                | InstitutionKind::PrivateCollege
                | InstitutionKind::Campus
        )
    }
}

/// The institutions of the city.
pub const INSTITUTIONS: &[Institution] = &[
    row(
        "WYU",
        "五邑大学",
        "Wuyi University",
        InstitutionKind::PublicCollege,
    )
    .seated_in("440703"),
    row(
        "JMPT",
        "江门职业技术学院",
        "Jiangmen Polytechnic",
        InstitutionKind::PublicCollege,
    )
    .seated_in("440703"),
    row(
        "GDNF",
        "广东南方职业学院",
        "Guangdong Nanfang Vocational College",
        InstitutionKind::PrivateCollege,
    )
    .also_called(&["南方职业学院"]),
    row(
        "GDTCM",
        "广东江门中医药职业学院",
        "Guangdong Jiangmen Chinese Medicine College",
        InstitutionKind::PublicCollege,
    ),
    row(
        "GUPT",
        "广东邮电职业技术学院(江门校区)",
        "Guangdong Posts and Telecommunications College, Jiangmen campus",
        InstitutionKind::Campus,
    ),
    row(
        "HUALI",
        "广州华立学院(江门校区)",
        "Guangzhou Huali College, Jiangmen campus",
        InstitutionKind::Campus,
    )
    .also_called(&["华立学院江门校区"]),
    row(
        "DCL",
        "江门双碳实验室",
        "Jiangmen Dual-Carbon Laboratory",
        InstitutionKind::Laboratory,
    ),
    row(
        "GDASJ",
        "广东省科学院江门产业技术研究院",
        "Jiangmen Institute of Industrial Technology, Guangdong Academy of Sciences",
        InstitutionKind::NewResearchInstitution,
    )
    .also_called(&["广东省科学院江门产业技术院", "省科学院江门产研院"]),
    row(
        "NEUT",
        "江门中微子实验室",
        "Jiangmen Neutrino Laboratory",
        InstitutionKind::NationalFacility,
    )
    .seated_in("440783"),
    row(
        "PLTC",
        "国家政法智能化技术创新中心江门应用示范基地",
        "National Centre for Judicial Intelligence, Jiangmen application base",
        InstitutionKind::ApplicationBase,
    ),
    row(
        "DJK",
        "大健康国际创新研究院",
        "International Innovation Institute of Great Health",
        InstitutionKind::NewResearchInstitution,
    ),
    row(
        "NDR",
        "广东南大机器人",
        "Guangdong Nanda Robot",
        InstitutionKind::NewResearchInstitution,
    ),
    row(
        "JAAS",
        "市农科所",
        "Jiangmen Institute of Agricultural Sciences",
        InstitutionKind::AgriculturalInstitute,
    ),
    row(
        "RICE",
        "水稻良种繁育院士工作站",
        "Academician Workstation for Rice Breeding",
        InstitutionKind::Workstation,
    ),
    row(
        "QMY",
        "江门“侨梦苑”",
        "Overseas-Chinese Innovation Area",
        InstitutionKind::Area,
    ),
];

/// Partners outside the city that the plan names: organisation records, never tenants.
pub const PARTNERS: &[Localized] = &[
    Localized::fixed("中山大学", "Sun Yat-sen University"),
    Localized::fixed("华南理工大学", "South China University of Technology"),
    Localized::fixed("暨南大学", "Jinan University"),
    Localized::fixed("广东工业大学", "Guangdong University of Technology"),
    Localized::fixed("季华实验室", "Ji Hua Laboratory"),
    Localized::fixed("松山湖材料实验室", "Songshan Lake Materials Laboratory"),
];

const fn row(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: InstitutionKind,
) -> Institution {
    Institution {
        code,
        name: Localized::fixed(zh, en),
        aliases: &[],
        kind,
        division: None,
    }
}

/// The institution with this code.
pub fn institution(code: &str) -> Option<&'static Institution> {
    INSTITUTIONS
        .iter()
        .find(|institution| institution.code == code)
}

/// The institution with this Chinese name or alias, as a form would print it.
pub fn institution_named(name: &str) -> Option<&'static Institution> {
    INSTITUTIONS
        .iter()
        .find(|institution| institution.name.zh == name || institution.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_institution_is_found_by_every_name_the_plan_prints() {
        for (name, code) in [
            ("五邑大学", "WYU"),
            ("南方职业学院", "GDNF"),
            ("华立学院江门校区", "HUALI"),
            ("广东省科学院江门产业技术院", "GDASJ"),
            ("省科学院江门产研院", "GDASJ"),
        ] {
            assert_eq!(institution_named(name).map(|found| found.code), Some(code));
        }
        assert_eq!(institution_named("中山大学"), None);
    }

    #[test]
    fn six_institutions_are_colleges() {
        let colleges: Vec<_> = INSTITUTIONS
            .iter()
            .filter(|institution| institution.is_college())
            .map(|institution| institution.code)
            .collect();
        assert_eq!(colleges, ["WYU", "JMPT", "GDNF", "GDTCM", "GUPT", "HUALI"]);
    }
}
