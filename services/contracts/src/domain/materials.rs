//! Materials (申请材料) of an application: what its form calls for, and what is still missing.
use std::collections::BTreeSet;

use super::code_list::code_list;
use super::form::Form;
use super::form::codes::PlanSource;
use super::kind::Family;

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

/// The materials a contract of this form needs, in the order of the list.
///
/// The registration form (登记表) is the form itself; a seller's registration is proved by its
/// credit code where it has one. A county asks for more only with its own incentives.
pub fn required(form: &Form) -> Vec<Material> {
    Material::ALL
        .iter()
        .copied()
        .filter(|material| is_required(*material, form))
        .collect()
}

/// What `required` lists, and an agent's authorisation, that is neither attached nor handed in on paper.
pub fn missing(form: &Form, attached: &BTreeSet<Material>, by_agent: bool) -> Vec<Material> {
    let on_paper = |material: &Material| {
        form.paper_materials
            .iter()
            .any(|entered| entered.value() == Some(material))
    };
    let mut materials = required(form);
    if by_agent && !materials.contains(&Material::Authorisation) {
        materials.push(Material::Authorisation);
    }
    materials.retain(|material| !attached.contains(material) && !on_paper(material));
    materials
}

fn is_required(material: Material, form: &Form) -> bool {
    let family = form.kind.get().map(|kind| kind.family());
    match material {
        Material::ContractText => true,
        Material::SellerRegistration => form.seller.credit_code.is_empty(),
        Material::Authorisation => form.signed_by_department,
        Material::ProjectConsent => form
            .plan_source
            .get()
            .is_some_and(|source| source != PlanSource::None),
        Material::Permit => form.regulated_product,
        Material::PriceBreakdown => !form.price_items.is_empty(),
        Material::IntellectualPropertyProof => {
            matches!(family, Some(Family::Transfer | Family::Licence))
        }
        Material::ImportCertificate => form.is_import(),
        Material::Translation => form.is_import(),
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
        assert_eq!(required(&form), [ContractText]);
        form.kind = "XK-ZL".into();
        form.plan_source = "PROVINCE".into();
        form.price_items = vec![testing::goods("equipment", 100)];
        form.signed_by_department = true;
        form.regulated_product = true;
        assert_eq!(
            required(&form),
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
        form.paper_materials = vec!["TRANSLATION".into(), "NAPKIN".into()];
        let attached = [ContractText, Permit].into();
        assert_eq!(
            missing(&form, &attached, false),
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
}
