//! For whom a person of an organisation writes rules: for the organisation. Rows, approvals and quotas then are its own.
use kezhuan_auth::Caller;
use tonic::{Request, Status};

/// Puts in the place of the caller whom it works on rules for.
pub(crate) fn for_organisation(mut request: Request<()>) -> Result<Request<()>, Status> {
    let caller = request.extensions_mut().remove::<Caller>();
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller.on_rules());
    }
    Ok(request)
}
