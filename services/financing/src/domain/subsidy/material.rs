//! What an enterprise hands in with a claim; illustrative.
use crate::domain::code_list::code_list;

code_list! {
    /// One paper.
    Material {
        LoanContract = "LOAN_CONTRACT", "借款合同", "loan contract";
        PledgeCertificate = "PLEDGE_CERTIFICATE", "质押登记证明", "certificate of the pledge";
        InterestReceipts = "INTEREST_RECEIPTS", "付息凭证", "receipts of the interest paid";
    }
}

impl Material {
    /// Every claim asks for all of them.
    pub fn required() -> Vec<String> {
        let codes = Material::ALL.iter().map(|material| material.as_str());
        codes.map(str::to_owned).collect()
    }
}
