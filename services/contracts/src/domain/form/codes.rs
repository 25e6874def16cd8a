//! Code lists of the national registration form, in the order of the form.
use crate::domain::code_list::code_list;

code_list! {
    /// How the price is paid.
    PaymentMode {
        Lump = "LUMP", "一次总付", "lump sum";
        Instalment = "INSTALMENT", "分期支付", "instalments";
        Royalty = "ROYALTY", "提成支付", "royalty";
        EntryFeeRoyalty = "ENTRY_FEE_ROYALTY", "入门费加提成", "entry fee and royalty";
        Equity = "EQUITY", "作价入股", "equity";
    }
}

code_list! {
    /// What a party is.
    PartyType {
        Government = "GOVERNMENT", "机关法人", "government body";
        ResearchInstitute = "RESEARCH_INSTITUTE", "科研机构", "institution: research";
        College = "COLLEGE", "高等院校", "institution: college";
        Medical = "MEDICAL", "医疗卫生机构", "institution: medical";
        OtherInstitution = "OTHER_INSTITUTION", "其他事业单位", "institution: other";
        Association = "ASSOCIATION", "社团法人", "association";
        DomesticEnterprise = "ENTERPRISE_DOMESTIC", "内资企业", "enterprise: domestic";
        HongKongMacaoTaiwanEnterprise = "ENTERPRISE_HMT", "港澳台商投资企业", "enterprise: Hong Kong, Macao or Taiwan";
        ForeignEnterprise = "ENTERPRISE_FOREIGN", "外商投资企业", "enterprise: foreign";
        Person = "PERSON", "自然人", "person";
        Other = "OTHER", "其他", "other";
    }
}

code_list! {
    /// What right the technology is protected by.
    IntellectualPropertyType {
        None = "NONE", "未涉及知识产权", "none";
        TechnicalSecret = "TECHNICAL_SECRET", "技术秘密", "technical secret";
        InventionPatent = "PATENT_INVENTION", "发明专利", "patent: invention";
        UtilityPatent = "PATENT_UTILITY", "实用新型专利", "patent: utility model";
        DesignPatent = "PATENT_DESIGN", "外观设计专利", "patent: design";
        Software = "SOFTWARE", "计算机软件著作权", "software copyright";
        Variety = "VARIETY", "植物新品种权", "plant variety";
        Layout = "LAYOUT", "集成电路布图设计专有权", "circuit layout";
        BioMedical = "BIO_MEDICAL", "生物医药新品种权", "bio-medical variety";
    }
}

code_list! {
    /// How far a patent licence excludes others.
    LicenceMode {
        Exclusive = "EXCLUSIVE", "独占许可", "exclusive";
        Sole = "SOLE", "排他许可", "sole";
        Ordinary = "ORDINARY", "普通许可", "ordinary";
    }
}

code_list! {
    /// The technical field.
    TechnicalField {
        Electronics = "ELECTRONICS", "电子信息", "electronics and information";
        Aerospace = "AEROSPACE", "航空航天", "aerospace";
        AdvancedManufacturing = "ADVANCED_MANUFACTURING", "先进制造", "advanced manufacturing";
        BioMedicine = "BIO_MEDICINE", "生物医药和医疗器械", "bio-medicine";
        NewMaterials = "NEW_MATERIALS", "新材料及其应用", "new materials";
        NewEnergy = "NEW_ENERGY", "新能源与高效节能", "new energy and efficiency";
        Environment = "ENVIRONMENT", "环境保护与资源综合利用", "environment and resources";
        Nuclear = "NUCLEAR", "核应用", "nuclear applications";
        Agriculture = "AGRICULTURE", "农业", "agriculture";
        ModernTransport = "MODERN_TRANSPORT", "现代交通", "modern transport";
        UrbanSocial = "URBAN_SOCIAL", "城市建设与社会发展", "urban and social development";
    }
}

code_list! {
    /// What the technology serves in the national statistics.
    SocioEconomicTarget {
        IndustrialDevelopment = "INDUSTRIAL_DEVELOPMENT", "促进工商业发展", "industrial and commercial development";
        Agriculture = "AGRICULTURE", "农林牧渔业发展", "agriculture, forestry and fishery";
        Energy = "ENERGY", "能源生产、分配和合理利用", "energy";
        Infrastructure = "INFRASTRUCTURE", "基础设施以及城市和农村规划", "infrastructure and planning";
        Environment = "ENVIRONMENT", "环境保护、生态建设及污染防治", "environment";
        Health = "HEALTH", "卫生事业发展", "health";
        Education = "EDUCATION", "教育事业发展", "education";
        Social = "SOCIAL", "社会发展和社会服务", "social development and services";
        EarthAndAtmosphere = "EARTH_AND_ATMOSPHERE", "地球和大气层的探索与利用", "earth and atmosphere";
        Space = "SPACE", "民用空间探测及开发", "civil space";
        Knowledge = "KNOWLEDGE", "非定向研究", "general knowledge";
        Defence = "DEFENCE", "国防", "defence";
        Other = "OTHER", "其他民用目标", "other civil targets";
    }
}

code_list! {
    /// Which government plan the contract comes from.
    PlanSource {
        None = "NONE", "计划外", "no plan";
        National = "NATIONAL", "国家科技计划", "national plan";
        Ministry = "MINISTRY", "部门科技计划", "ministry plan";
        Province = "PROVINCE", "省级科技计划", "provincial plan";
        City = "CITY", "市级科技计划", "city plan";
        County = "COUNTY", "县区级科技计划", "county plan";
    }
}

impl IntellectualPropertyType {
    /// The kind of patent, when the right is one.
    pub const fn patent(self) -> Option<kezhuan_law::identifiers::PatentKind> {
        use IntellectualPropertyType as Type;
        use kezhuan_law::identifiers::PatentKind;
        match self {
            Type::InventionPatent => Some(PatentKind::Invention),
            Type::UtilityPatent => Some(PatentKind::Utility),
            Type::DesignPatent => Some(PatentKind::Design),
            Type::None
            | Type::TechnicalSecret
            | Type::Software
            | Type::Variety
            | Type::Layout
            | Type::BioMedical => None,
        }
    }
}

impl PartyType {
    /// Whether a party of this type has a unified social credit code.
    pub const fn has_credit_code(self) -> bool {
        !matches!(self, PartyType::Person | PartyType::Other)
    }
}
