//! What a taxpayer shows the tax authority for a contract, and what of it is in the file.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::tax_evidence_piece::Held as HeldAs;
use kezhuan_protocol::contracts::v1::{GetTaxEvidenceRequest, TaxEvidence, TaxEvidencePiece};
use uuid::Uuid;

use super::names::INCOMES;
use super::transition::contract_named;
use super::{ContractsApi, convert_attachment};
use crate::domain::certificate::certificate;
use crate::domain::materials::Material;
use crate::domain::tax::CAVEAT;
use crate::domain::tax::evidence::{self, Held, OnRecord, Piece, Tax};
use crate::error::Error;
use crate::store::{attachments, incomes};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetTaxEvidenceRequest,
) -> Result<TaxEvidence, Error> {
    let tax = Tax::parse(&input.tax).ok_or_else(tax_unknown)?;
    let contract = contract_named(&api, &caller, "contract", &input.contract).await?;
    let kind = contract.kind().ok_or_else(kind_missing)?;
    let on_record = OnRecord {
        certificate: certificate(&contract)
            .ok()
            .map(|found| found.certificate_number),
        ..filed(&api, &caller, contract.id).await?
    };
    let pieces = evidence::pieces(tax, kind, &on_record);
    let basis = evidence::legal_basis(tax).iter();
    Ok(TaxEvidence {
        complete: pieces.iter().all(|piece| piece.held != Held::Missing),
        pieces: pieces.into_iter().map(message).collect(),
        legal_basis: basis.map(|basis| basis.citation.to_owned()).collect(),
        remark_zh: CAVEAT.zh.into_owned(),
        remark_en: CAVEAT.en.into_owned(),
    })
}

/// Documents and verified receipts of the contract.
async fn filed(api: &ContractsApi, caller: &Caller, contract: Uuid) -> Result<OnRecord, Error> {
    let read = api.database.read(caller, async |connection| {
        let documents = attachments::of_contract(connection, contract).await?;
        let verified = incomes::verified_ids(connection, contract).await?;
        Ok::<_, Error>((documents, verified))
    });
    let (documents, verified) = read.await?;
    let documents = documents.iter().filter_map(|document| {
        let name = convert_attachment::name(contract, document.id);
        Some((Material::parse(&document.material)?, name))
    });
    Ok(OnRecord {
        certificate: None,
        documents: documents.collect(),
        incomes: verified.into_iter().map(|id| INCOMES.name(id)).collect(),
    })
}

fn message(piece: Piece) -> TaxEvidencePiece {
    let (held, names) = match piece.held {
        Held::OnRecord(names) => (HeldAs::OnRecord, names),
        Held::Missing => (HeldAs::Missing, Vec::new()),
        Held::WithTaxpayer => (HeldAs::WithTaxpayer, Vec::new()),
    };
    TaxEvidencePiece {
        zh: piece.what.zh.into_owned(),
        en: piece.what.en.into_owned(),
        held: held.into(),
        names,
    }
}

fn tax_unknown() -> Error {
    let codes = Tax::ALL.iter().map(|tax| tax.as_str());
    let codes = codes.collect::<Vec<_>>().join("、");
    Error::field(
        "tax",
        "TAX_UNKNOWN",
        format!("税种应为 {codes}"),
        format!("the tax is one of {}", codes.replace('、', ", ")),
    )
}

fn kind_missing() -> Error {
    Error::field(
        "contract",
        "KIND_MISSING",
        "合同尚未填写类别",
        "the contract does not say its kind yet",
    )
}
