//! What kinds of right there are.
use kezhuan_law::identifiers::PatentKind;

use crate::domain::code_list::code_list;

code_list! {
    /// A transferable right of intellectual property.
    AssetKind {
        Invention = "INVENTION", "发明专利", "invention patent";
        Utility = "UTILITY", "实用新型专利", "utility model";
        Design = "DESIGN", "外观设计专利", "design patent";
        Trademark = "TRADEMARK", "注册商标", "trademark";
        Software = "SOFTWARE", "软件著作权", "software copyright";
        PlantVariety = "PLANT_VARIETY", "植物新品种权", "plant variety right";
        IcLayout = "IC_LAYOUT", "集成电路布图设计专有权", "layout design of an integrated circuit";
        GeographicalIndication = "GEOGRAPHICAL_INDICATION", "地理标志", "geographical indication";
    }
}

impl AssetKind {
    /// The kind of patent, if it is one.
    pub const fn patent(self) -> Option<PatentKind> {
        match self {
            AssetKind::Invention => Some(PatentKind::Invention),
            AssetKind::Utility => Some(PatentKind::Utility),
            AssetKind::Design => Some(PatentKind::Design),
            AssetKind::Trademark
            | AssetKind::Software
            | AssetKind::PlantVariety
            | AssetKind::IcLayout
            | AssetKind::GeographicalIndication => None,
        }
    }

    /// Whether the interest of a loan it secures is subsidised: patents, trademarks, geographical indications.
    pub const fn is_subsidised(self) -> bool {
        match self {
            AssetKind::Invention
            | AssetKind::Utility
            | AssetKind::Design
            | AssetKind::Trademark
            | AssetKind::GeographicalIndication => true,
            AssetKind::Software | AssetKind::PlantVariety | AssetKind::IcLayout => false,
        }
    }
}
