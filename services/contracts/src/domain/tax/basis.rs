//! The regulations behind the estimates: data, cited with every result.
use kezhuan_law::Localized;

/// One regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegalBasis {
    /// Title, number and place as an official would cite it.
    pub citation: &'static str,
}

/// What every estimate says about itself.
pub const CAVEAT: Localized = Localized::fixed(
    "本结果为估算,仅供参考,以税务机关认定为准。",
    "This is an estimate; the tax authority decides.",
);

/// What an estimate says when its basis may have ended.
pub const UNVERIFIED: Localized = Localized::fixed(
    "《增值税法》施行后免税依据的延续情况未经核实,请向税务机关确认。",
    "Whether the exemption carries over under the VAT Law was not verified; ask the tax authority.",
);

pub(super) const VALUE_ADDED: &[LegalBasis] = &[LegalBasis {
    citation: "财税〔2016〕36号 附件3《营业税改征增值税试点过渡政策的规定》第一条第(二十六)项",
}];

pub(super) const CORPORATE_INCOME: &[LegalBasis] = &[
    LegalBasis {
        citation: "《企业所得税法》第二十七条、《企业所得税法实施条例》第九十条",
    },
    LegalBasis {
        citation: "国税函〔2009〕212号",
    },
    LegalBasis {
        citation: "财税〔2015〕116号(五年以上非独占许可使用权)",
    },
];

pub(super) const PERSONAL_INCOME: &[LegalBasis] = &[
    LegalBasis {
        citation: "财税〔2018〕58号",
    },
    LegalBasis {
        citation: "国科发政〔2018〕103号(奖励公示)",
    },
];

pub(super) const STAMP_DUTY: &[LegalBasis] = &[LegalBasis {
    citation: "《印花税法》附《印花税税目税率表》",
}];
