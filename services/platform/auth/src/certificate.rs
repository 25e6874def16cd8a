//! Client certificates: whom one names, and what is said of one that is not believed.
use http::Request;
use kezhuan_rpc::{Distrust, Peer, Problem};
use rustls::pki_types::CertificateDer;
use tonic::Code;
use webpki::EndEntityCert;

use crate::{Caller, CallerKind, Role};

/// Every name begins so; which suite it is, its authority says.
const SUITE: &str = "spiffe://kezhuan/";
const NAME_BYTES_MAX: usize = 64;

/// Whose certificate was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// A service of the suite.
    Service(String),
    /// The systems of an organisation, and the role they have here.
    Organisation { id: String, role: Role },
}

impl Holder {
    /// Who asks, when the certificate is all that is shown.
    pub fn into_caller(self) -> Caller {
        match self {
            Holder::Service(name) => Caller::service(name, ""),
            Holder::Organisation { id, role } => Caller {
                kind: CallerKind::Organisation,
                subject: format!("system@{id}"),
                organisation: id,
                tenant: String::new(),
                roles: [role].into(),
            },
        }
    }
}

/// What the connection that `request` came over shows.
pub(crate) fn peer<A>(request: &Request<A>) -> Option<Peer> {
    request.extensions().get::<Peer>().cloned()
}

/// Who holds the certificate of `peer`, if it showed one: believed now, and come from where its holder
/// may come from.
pub(crate) fn holder(peer: &Peer) -> Result<Option<Holder>, Problem> {
    let Some(shown) = &peer.certificate else {
        return Ok(None);
    };
    let holder = named(shown.believed_now().map_err(distrusted)?)?;
    if let Holder::Organisation { id, .. } = &holder
        && !peer.may_come_for(id)
    {
        return Err(address_not_allowed(id));
    }
    Ok(Some(holder))
}

/// Whom a certificate names: the one URI among its alternative names.
fn named(certificate: &CertificateDer<'_>) -> Result<Holder, Problem> {
    let certificate = EndEntityCert::try_from(certificate).map_err(|_| unnamed())?;
    let mut names = certificate.valid_uri_names();
    match (names.next(), names.next()) {
        (Some(name), None) => parse(name).ok_or_else(unnamed),
        _ => Err(unnamed()),
    }
}

/// `spiffe://kezhuan/service/NAME` or `spiffe://kezhuan/bank/ORGANISATION`.
fn parse(name: &str) -> Option<Holder> {
    let (what, who) = name.strip_prefix(SUITE)?.split_once('/')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if who.is_empty() || who.len() > NAME_BYTES_MAX || !who.bytes().all(plain) {
        return None;
    }
    match what {
        "service" => Some(Holder::Service(who.to_owned())),
        "bank" => Some(Holder::Organisation {
            id: who.to_owned(),
            role: Role::Bank,
        }),
        _ => None,
    }
}

/// The RPC wants an organisation's certificate, and none was shown.
pub(crate) fn missing() -> Problem {
    unauthenticated("CERTIFICATE_MISSING")
        .zh("此接口须出示本单位的客户端证书，请以双向 TLS 连接")
        .en("this call needs your organisation's client certificate: connect with mutual TLS")
}

/// The RPC wants an organisation's certificate, and a service's was shown.
pub(crate) fn of_a_service(name: &str) -> Problem {
    refused("CERTIFICATE_OF_A_SERVICE")
        .zh("此接口只接受单位的客户端证书，所出示的是服务证书")
        .en("this call takes an organisation's certificate, and a service's was shown")
        .meta("service", name)
}

/// The token is another organisation's than the certificate.
pub(crate) fn of_another_organisation(certificate: &str, token: &str) -> Problem {
    refused("CERTIFICATE_OF_ANOTHER_ORGANISATION")
        .zh("客户端证书与访问令牌不属于同一单位，请使用本单位的证书")
        .en("certificate and token belong to different organisations: use your own certificate")
        .meta("certificate_organisation", certificate)
        .meta("token_organisation", token)
}

fn address_not_allowed(organisation: &str) -> Problem {
    refused("ADDRESS_NOT_ALLOWED")
        .zh("该单位登记的网络地址不包括当前来源地址，请联系平台登记")
        .en("the organisation did not register the network this call comes from: have it registered")
        .meta("organisation", organisation)
}

fn distrusted(why: Distrust) -> Problem {
    let (reason, zh, en) = match why {
        Distrust::Expired => (
            "CERTIFICATE_EXPIRED",
            "客户端证书已过期，请换用新证书",
            "the client certificate has expired: use its successor",
        ),
        Distrust::NotYetValid => (
            "CERTIFICATE_NOT_YET_VALID",
            "客户端证书尚未生效，请核对证书有效期和本机时间",
            "the client certificate is not valid yet: check its dates and your clock",
        ),
        Distrust::AuthorityUnknown => (
            "CERTIFICATE_AUTHORITY_UNKNOWN",
            "客户端证书不是由本平台认可的机构签发的，请使用平台签发的证书",
            "no authority of this suite signed the client certificate: use one that it issued",
        ),
        Distrust::NotForClients => (
            "CERTIFICATE_NOT_FOR_CLIENTS",
            "该证书的用途不包括客户端身份验证，请使用客户端证书",
            "the certificate is not meant for clients: use one with the usage clientAuth",
        ),
        Distrust::Revoked => (
            "CERTIFICATE_REVOKED",
            "客户端证书已被吊销，请换用新证书",
            "the client certificate was revoked: use another one",
        ),
    };
    unauthenticated(reason).zh(zh).en(en)
}

fn unnamed() -> Problem {
    unauthenticated("CERTIFICATE_UNNAMED")
        .zh("客户端证书应以唯一的 URI 备用名称写明持有者：spiffe://kezhuan/service/服务 或 spiffe://kezhuan/bank/单位")
        .en("the client certificate must name its holder in one URI: spiffe://kezhuan/service/NAME or spiffe://kezhuan/bank/ORGANISATION")
}

fn unauthenticated(reason: &'static str) -> Problem {
    Problem::new(Code::Unauthenticated, reason, "auth.kezhuan")
}

fn refused(reason: &'static str) -> Problem {
    Problem::new(Code::PermissionDenied, reason, "auth.kezhuan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_services_or_a_banks_and_nothing_else() {
        assert_eq!(
            parse("spiffe://kezhuan/service/rules"),
            Some(Holder::Service("rules".to_owned()))
        );
        assert_eq!(
            parse("spiffe://kezhuan/bank/91440700MA4UTEST0X"),
            Some(Holder::Organisation {
                id: "91440700MA4UTEST0X".to_owned(),
                role: Role::Bank
            })
        );
        let long = format!("spiffe://kezhuan/bank/{}", "9".repeat(65));
        for other in [
            "https://kezhuan/service/rules",
            "spiffe://kezhuan/rules",
            "spiffe://kezhuan/service/",
            "spiffe://kezhuan/service/a/b",
            "spiffe://kezhuan/operator/wang",
            "spiffe://other/bank/9144",
            "spiffe://kezhuan/bank/91 44",
            long.as_str(),
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn an_organisations_systems_see_as_a_party_and_no_further() {
        let bank = parse("spiffe://kezhuan/bank/9144").unwrap().into_caller();
        assert_eq!(bank.reach(), crate::Reach::Party);
        assert_eq!(
            (bank.organisation.as_str(), bank.tenant.as_str()),
            ("9144", "")
        );
        assert!(bank.has(Role::Bank));
    }
}
