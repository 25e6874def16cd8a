//! Materials (申请材料) of an application: what its form calls for, and what is still missing.
use std::collections::BTreeSet;

use super::code_list::code_list;
use super::form::Form;
use super::form::codes::PlanSource;
use super::kind::{Family, Kind};

code_list! {
    /// A kind of document in the case's file.
    Material {
        ContractText = "CONTRACT_TEXT", "合同原件或有效电子签名合同", "contract original, or e-contract with valid signatures";
        Translation = "TRANSLATION", "外文合同的中文译本", "Chinese translation of a foreign text";
        SellerRegistration = "SELLER_REGISTRATION", "卖方登记证明或身份证明", "the seller's registration or identity";
        Authorisation = "AUTHORISATION", "法定代表人书面授权", "written authorisation by the legal representative";
        ProjectConsent = "PROJECT_CONSENT", "政府项目主管部门同意文件", "consent of the government project's authority";
        Permit = "PERMIT", "特殊产品或行业许可", "permit for a regulated product";
        PriceBreakdown = "PRICE_BREAKDOWN", "价款构成明细", "price breakdown";
        IntellectualPropertyProof = "IP_PROOF", "知识产权证书或登记簿副本", "certificate or register extract of the right";
        ImportCertificate = "IMPORT_CERTIFICATE", "技术进口合同登记证或许可证", "technology import certificate";
        Receipt = "RECEIPT", "收款凭证或发票", "bank slip or invoice";
        Other = "OTHER", "其他材料", "other document";
    }
}

/// What decides which materials a contract needs: the form, and what the first review found instead of it.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    pub form: &'a Form,
    /// As reviewed, else as filed.
    pub kind: Option<Kind>,
    /// Whether the price has parts that are no technology, as reviewed, else as filed.
    pub has_price_parts: bool,
    /// Another organisation than the applying party's applies.
    pub by_agent: bool,
}

impl<'a> Basis<'a> {
    /// Of a form that nobody reviewed yet.
    pub fn as_filed(form: &'a Form) -> Basis<'a> {
        Basis {
            form,
            kind: form.kind.get(),
            has_price_parts: !form.price_items.is_empty(),
            by_agent: false,
        }
    }
}

/// The materials that are called for, in the order of the list.
///
/// The registration form (登记表) is the form itself; a seller's registration is proved by its
/// credit code where it has one. A county asks for more only with its own incentives.
pub fn required(basis: Basis<'_>) -> Vec<Material> {
    Material::ALL
        .iter()
        .copied()
        .filter(|material| is_required(*material, basis))
        .collect()
}

/// What `required` lists and is neither attached nor handed in on paper.
pub fn missing(basis: Basis<'_>, attached: &BTreeSet<Material>) -> Vec<Material> {
    let on_paper = |material: &Material| {
        let mut handed_in = basis.form.paper_materials.iter();
        handed_in.any(|entered| entered.value() == Some(material))
    };
    let mut materials = required(basis);
    materials.retain(|material| !attached.contains(material) && !on_paper(material));
    materials
}

fn is_required(material: Material, basis: Basis<'_>) -> bool {
    let form = basis.form;
    let family = basis.kind.map(Kind::family);
    match material {
        Material::ContractText => true,
        Material::SellerRegistration => form.seller.credit_code.is_empty(),
        Material::Authorisation => form.signed_by_department || basis.by_agent,
        Material::ProjectConsent => form
            .plan_source
            .get()
            .is_some_and(|source| source != PlanSource::None),
        Material::Permit => form.regulated_product,
        Material::PriceBreakdown => basis.has_price_parts,
        Material::IntellectualPropertyProof => {
            matches!(family, Some(Family::Transfer | Family::Licence))
        }
        Material::ImportCertificate => form.is_import(),
        // An import may be agreed in Chinese, and a contract at home in another language.
        Material::Translation => form.foreign_language,
        Material::Receipt | Material::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::testing;
    use Material::*;

    #[test]
    fn the_form_decides_what_is_needed() {
        let mut form = testing::form();
        assert_eq!(required(Basis::as_filed(&form)), [ContractText]);
        form.kind = "XK-ZL".into();
        form.plan_source = "PROVINCE".into();
        form.price_items = vec![testing::goods("equipment", 100)];
        form.signed_by_department = true;
        form.regulated_product = true;
        assert_eq!(
            required(Basis::as_filed(&form)),
            [
                ContractText,
                Authorisation,
                ProjectConsent,
                Permit,
                PriceBreakdown,
                IntellectualPropertyProof
            ]
        );
        form.seller.division = "990000".to_owned();
        form.seller.credit_code.clear();
        form.foreign_language = true;
        form.paper_materials = vec!["TRANSLATION".into(), "NAPKIN".into()];
        let attached = [ContractText, Permit].into();
        assert_eq!(
            missing(Basis::as_filed(&form), &attached),
            [
                SellerRegistration,
                Authorisation,
                ProjectConsent,
                PriceBreakdown,
                IntellectualPropertyProof,
                ImportCertificate
            ]
        );
    }

    #[test]
    fn a_translation_is_due_for_a_foreign_text_and_not_for_an_import_as_such() {
        let mut form = testing::form();
        form.foreign_language = true;
        assert_eq!(
            required(Basis::as_filed(&form)),
            [ContractText, Translation]
        );
        let mut import = testing::form();
        import.seller.division = "810000".to_owned();
        assert!(import.is_import());
        assert_eq!(
            required(Basis::as_filed(&import)),
            [ContractText, ImportCertificate]
        );
    }

    #[test]
    fn what_a_review_found_decides_in_place_of_the_form() {
        let form = testing::form();
        let reviewed = Basis {
            kind: Some(Kind::SecretLicence),
            has_price_parts: true,
            by_agent: true,
            ..Basis::as_filed(&form)
        };
        assert_eq!(
            required(reviewed),
            [
                ContractText,
                Authorisation,
                PriceBreakdown,
                IntellectualPropertyProof
            ]
        );
    }
}
