//! Client certificates: who signed them was checked on connecting; here they become services.
use http::Request;
use kezhuan_rpc::Problem;
use rustls::pki_types::CertificateDer;
use tonic::Code;
use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};
use webpki::EndEntityCert;

use crate::Caller;

/// The certificate shown on the connection that `request` came over.
pub(crate) fn shown<A>(request: &Request<A>) -> Option<CertificateDer<'static>> {
    let connection = request
        .extensions()
        .get::<TlsConnectInfo<TcpConnectInfo>>()?;
    connection.peer_certs()?.first().cloned()
}

/// The service that a certificate names by its SPIFFE id, `spiffe://organisation/service`: the one
/// URI among its alternative names.
pub(crate) fn caller(certificate: &CertificateDer<'_>) -> Result<Caller, Problem> {
    let certificate = EndEntityCert::try_from(certificate).map_err(|_| unnamed())?;
    let mut names = certificate.valid_uri_names();
    let (organisation, service) = match (names.next(), names.next()) {
        (Some(name), None) => parts(name).ok_or_else(unnamed)?,
        _ => return Err(unnamed()),
    };
    let mut caller = Caller::service(service, "");
    organisation.clone_into(&mut caller.organisation);
    Ok(caller)
}

fn parts(name: &str) -> Option<(&str, &str)> {
    let (organisation, service) = name.strip_prefix("spiffe://")?.split_once('/')?;
    let whole = !organisation.is_empty() && !service.is_empty() && !service.contains('/');
    whole.then_some((organisation, service))
}

fn unnamed() -> Problem {
    Problem::new(Code::Unauthenticated, "CERTIFICATE_UNNAMED", "auth.kezhuan")
        .zh("客户端证书应以唯一的 URI 备用名称 spiffe://单位/服务 写明服务名称")
        .en("the client certificate must name the service in one URI: spiffe://organisation/service")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spiffe_id_names_an_organisation_and_its_service() {
        assert_eq!(parts("spiffe://kezhuan/rules"), Some(("kezhuan", "rules")));
        for other in [
            "https://kezhuan/rules",
            "spiffe://kezhuan",
            "spiffe:///rules",
            "spiffe://kezhuan/",
            "spiffe://kezhuan/a/b",
        ] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
