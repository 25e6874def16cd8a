//! What the offered rights carry, by the bank's own rule or by the defaults where it has none. Stores nothing.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{Collateral, EstimateCollateralRequest};
use kezhuan_rpc::Problem;
use tonic::Code;

use super::collateral_question::{self, Found, Question};
use super::heard::Heard;
use super::names::{APPLICATIONS, ASSETS};
use super::{FinancingApi, convert};
use crate::domain::application::{Application, AssetValue, Carried};
use crate::domain::asset::Purpose;
use crate::domain::money;
use crate::domain::refused::Refused;
use crate::error::{DOMAIN, Error};
use crate::store::{applications, assets};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: EstimateCollateralRequest,
) -> Result<Collateral, Error> {
    let id = APPLICATIONS.parse_field("application", &input.application)?;
    let read = api.database.read(&caller, async |connection| {
        applications::find(connection, id).await
    });
    let stored = read.await?.ok_or_else(|| APPLICATIONS.not_found(id))?;
    let application = &stored.body;
    let given = convert::application::read_values(&input.values)?;
    let (valued, approved) = (application.valued.as_ref(), application.approval.as_ref());
    let values = match valued {
        _ if !given.is_empty() => complete(application, given)?,
        Some(valued) => valued.values.clone(),
        None => latest(&api, &caller, application).await?,
    };
    let question = Question {
        application,
        tenant: &stored.tenant,
        values: &values,
        valued_on: valued.map_or(api.clock.today(), |valued| valued.valued_on),
        term_months: approved.map_or(application.term_months, |approval| approval.term_months),
    };
    let mut unkept = Heard::default();
    match collateral_question::ask(&api, question, &mut unkept).await? {
        // No name leads to an answer that is not kept.
        Found::Carried(carried) => Ok(convert::application::collateral(&Carried {
            decision: None,
            ..carried
        })),
        Found::Nobody => Err(no_share().into()),
        Found::Failed(failure) => Err(rule_failed(&failure).into()),
    }
}

/// Values of each right of the application, and of no other.
fn complete(application: &Application, given: Vec<AssetValue>) -> Result<Vec<AssetValue>, Error> {
    let of_each = |asset| given.iter().filter(|value| value.asset == asset).count() == 1;
    let every = application.assets.iter().all(|asset| of_each(*asset));
    if !every || given.len() != application.assets.len() {
        return Err(Refused::new(
            "VALUES_INCOMPLETE",
            "请逐项填写申请所列权利的价值",
            "the value of each right of the application is needed, and of no other",
        )
        .into());
    }
    let amounts: Vec<Fen> = given.iter().map(|value| value.value).collect();
    money::not_negative(&amounts)?;
    Ok(given)
}

/// What the rights were last valued at, as far as the caller may see them; one that nobody valued lately is worth nothing.
async fn latest(
    api: &FinancingApi,
    caller: &Caller,
    application: &Application,
) -> Result<Vec<AssetValue>, Error> {
    let read = api.database.read(caller, async |connection| {
        assets::find_all(connection, &application.assets).await
    });
    let (rights, today) = (read.await?, api.clock.today());
    let values = application.assets.iter().map(|id| {
        let right = rights.iter().find(|right| right.body.id == *id);
        let right = right.ok_or_else(|| ASSETS.not_found(*id))?;
        let valuation = right.body.valuation(Purpose::Pledge, today);
        Ok(AssetValue {
            asset: *id,
            value: valuation.map_or(Fen::ZERO, |valuation| valuation.value),
            valid_until: valuation.map_or(today, |valuation| valuation.valid_until),
        })
    });
    values.collect()
}

fn no_share() -> Refused {
    Refused::new(
        "NO_DEFAULT_SHARE",
        "银行没有质押率规则，且所列权利中有的种类没有默认质押率",
        "the bank has no rule of its own, and no default share is known for one of the rights",
    )
}

fn rule_failed(failure: &str) -> Problem {
    Problem::new(Code::Aborted, "RULE_FAILED", DOMAIN)
        .zh("银行的规则未能给出结果，请待规则修复或停用后重试")
        .en("the bank's rule gave no answer: ask again once it is mended or stopped")
        .meta("failure", failure)
}
