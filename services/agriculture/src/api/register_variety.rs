//! Enters a variety. BRED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Tenant;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_protocol::agriculture::v1::{RegisterVarietyRequest, Variety};

use super::{AgricultureApi, acting, convert};
use crate::domain::variety::{self, Circumstances};
use crate::error::Error;
use crate::store::varieties;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RegisterVarietyRequest,
    key: RequestKey,
) -> Result<Variety, Error> {
    let actor = acting::actor(&caller);
    let circumstances = Circumstances {
        actor: &actor,
        today: api.clock.today(),
    };
    let entered = variety::enter(convert::variety::read_new(&input)?, &circumstances)?;
    let tenant = tenant(&input.division, &caller.tenant)?;
    let given = Arc::new((tenant, entered));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (tenant, entered) = &*given;
                let event = convert::event::variety::ENTERED;
                let stored =
                    varieties::insert(write, tenant.code(), entered.clone(), event).await?;
                convert::event::variety::entered(write, &stored);
                Ok(convert::variety::answer(&stored))
            })
        })
        .await
}

/// The authority that keeps the record, a county or the city: a county's office keeps its own.
fn tenant(asked: &str, own: &str) -> Result<Tenant, Error> {
    let code = match (asked, own) {
        ("", own) => own,
        (asked, "" | PREFECTURE) => asked,
        (asked, own) if asked == own => own,
        (_, _) => "",
    };
    let known = Tenant::parse(code).ok();
    let known = known.filter(|tenant| tenant.is_county() || *tenant == Tenant::CITY);
    known.ok_or_else(|| {
        Error::field(
            "division",
            "DIVISION_INVALID",
            "应为江门市或其所辖县（市、区）的行政区划代码；县级部门只能登记本县的",
            "is the code of the city or one of its counties; of a county's office its own",
        )
    })
}
