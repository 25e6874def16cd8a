//! What a carrier is, and what it can be accredited as.
use crate::domain::code_list::code_list;

code_list! {
    /// What a carrier is.
    Kind {
        MakerSpace = "MAKER_SPACE", "众创空间", "maker space";
        Incubator = "INCUBATOR", "孵化器", "incubator";
        Accelerator = "ACCELERATOR", "加速器", "accelerator";
        UniversityPark = "UNIVERSITY_PARK", "大学科技园", "university park";
        OverseasChineseBase = "OVERSEAS_CHINESE_BASE", "侨梦苑", "base of 侨梦苑";
    }
}

code_list! {
    /// What a carrier is accredited as, the lower grades first.
    Grade {
        County = "COUNTY", "县级", "county grade";
        City = "CITY", "市级", "city grade";
        Province = "PROVINCE", "省级", "provincial grade";
        /// Incubator of N2018, maker space of the national filing, national university park.
        National = "NATIONAL", "国家级", "national grade";
        /// Of M2025.
        Standard = "STANDARD", "标准级", "standard grade";
        /// Of M2025.
        Excellent = "EXCELLENT", "卓越级", "excellent grade";
    }
}

code_list! {
    /// The measures that a grade is given under.
    Regime {
        Local = "LOCAL", "市县办法", "measures of county or city";
        Province2020 = "PROVINCE2020", "粤科高字〔2020〕114号", "provincial measures of 2020";
        MakerFiling = "MAKER_FILING", "国家众创空间备案暂行规定", "national filing of maker spaces";
        Park2019 = "PARK2019", "国科发区〔2019〕117号", "measures on university parks of 2019";
        N2018 = "N2018", "国科发区〔2018〕300号", "measures on incubators of 2018";
        M2025 = "M2025", "工信部科〔2025〕131号", "the ministry's measures of 2025";
    }
}

code_list! {
    /// How far the status of a base for people from Hong Kong, Macao, Taiwan and overseas has come.
    BaseStatus {
        Applied = "BASE_APPLIED", "已申请", "applied for";
        Granted = "BASE_GRANTED", "已认定", "granted";
        Refused = "BASE_REFUSED", "未认定", "refused";
    }
}

code_list! {
    /// How a year went.
    AssessmentGrade {
        A = "A", "优秀", "excellent";
        B = "B", "良好", "good";
        C = "C", "合格", "sufficient";
        D = "D", "不合格", "insufficient";
    }
}

code_list! {
    /// Why a status was taken away.
    RevocationGround {
        Fraud = "FRAUD", "弄虚作假", "fraud";
        RecheckFailed = "RECHECK_FAILED", "整改复核未通过", "the re-check failed";
        RectificationOver = "RECTIFICATION_OVER", "整改期满未通过复核", "the time to rectify is over";
        AssessedDAgain = "ASSESSED_D_AGAIN", "连续年度考核不合格", "assessed D year after year";
    }
}

impl Grade {
    /// Whether county and city give it, by rules of their own.
    pub fn is_local(self) -> bool {
        self <= Grade::City
    }
}
