//! Where a webhook may go: never into the networks this service itself stands in, unless the installation says so. The
//! address that was looked at is the one that is connected to, so that a name can't change its mind in between.
use std::error::Error as Cause;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use futures::future::BoxFuture;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// What is not the public internet, by the registries of special-purpose addresses of IANA (RFC 6890), and what clouds
/// answer to their machines at a public address.
const RESERVED_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),        // this network
    v4(10, 0, 0, 0, 8),       // private
    v4(100, 64, 0, 0, 10),    // behind a carrier's NAT; metadata of Alibaba Cloud
    v4(127, 0, 0, 0, 8),      // loopback
    v4(168, 63, 129, 16, 32), // metadata of Azure
    v4(169, 254, 0, 0, 16),   // link-local; metadata of most clouds
    v4(172, 16, 0, 0, 12),    // private
    v4(192, 0, 0, 0, 24),     // protocol assignments
    v4(192, 0, 2, 0, 24),     // documentation
    v4(192, 88, 99, 0, 24),   // 6to4 relays, deprecated
    v4(192, 168, 0, 0, 16),   // private
    v4(198, 18, 0, 0, 15),    // benchmarks
    v4(198, 51, 100, 0, 24),  // documentation
    v4(203, 0, 113, 0, 24),   // documentation
    v4(224, 0, 0, 0, 4),      // multicast
    v4(240, 0, 0, 0, 4),      // reserved, broadcast
];
/// The only part of IPv6 that is the public internet; loopback, local, multicast and translated addresses lie outside.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);
const RESERVED_V6: [Ipv6Net; 4] = [
    v6(0x2001, 0, 23),      // protocol assignments, Teredo
    v6(0x2001, 0x0db8, 32), // documentation
    v6(0x2002, 0, 16),      // 6to4: any IPv4 address inside
    v6(0x3fff, 0, 20),      // documentation
];

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(first: u16, second: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), length)
}

/// Why nothing is sent to a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("{0} lies in a range that is not allowed")]
    Forbidden(IpAddr),
    #[error("no address is known for {0}")]
    Unknown(String),
}

/// Turns names into addresses.
pub trait Names: Send + Sync + 'static {
    fn addresses(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// What the machine's own resolver says.
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The addresses that may be sent to. Cheap to clone.
#[derive(Clone)]
pub struct Addresses {
    allowed: Arc<[IpNet]>,
    names: Arc<dyn Names>,
}

impl Addresses {
    /// The public internet, and the `allowed` ranges.
    pub fn new(allowed: &[IpNet], names: impl Names) -> Addresses {
        Addresses {
            allowed: allowed.into(),
            names: Arc::new(names),
        }
    }

    /// All addresses of a host, each of them allowed: a name that also leads inside is refused.
    pub async fn of(&self, host: &str) -> Result<Vec<IpAddr>, Unusable> {
        let unknown = || Unusable::Unknown(host.to_owned());
        let found = match literal(host) {
            Some(address) => vec![address],
            None => {
                let found = self.names.addresses(host.to_owned()).await;
                found.map_err(|_| unknown())?
            }
        };
        let forbidden = found.iter().copied().find(|address| !self.admits(*address));
        match forbidden {
            Some(address) => Err(Unusable::Forbidden(address)),
            None if found.is_empty() => Err(unknown()),
            None => Ok(found),
        }
    }

    fn admits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.allowed.iter().any(|range| range.contains(&address))
    }
}

/// Connections of the client go to what was looked at here. It does not ask for hosts that are addresses already: those
/// are looked at before.
impl Resolve for Addresses {
    fn resolve(&self, name: Name) -> Resolving {
        let (addresses, host) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let found = addresses.of(&host).await?;
            let found = found.into_iter().map(|address| SocketAddr::new(address, 0));
            let found: Addrs = Box::new(found);
            Ok::<Addrs, Box<dyn Cause + Send + Sync>>(found)
        })
    }
}

/// The address that a host is, where it is none by name; URLs write IPv6 in brackets.
pub fn literal(host: &str) -> Option<IpAddr> {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    bare.parse().ok()
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !RESERVED_V4.iter().any(|range| range.contains(&address)),
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address)
                && !RESERVED_V6.iter().any(|range| range.contains(&address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing_allowed() -> Addresses {
        Addresses::new(&[], SystemNames)
    }

    #[tokio::test]
    async fn what_is_not_the_public_internet_is_refused() {
        for host in [
            "0.0.0.0",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.1",
            "168.63.129.16",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.0.1",
            "198.19.0.1",
            "224.0.0.1",
            "239.255.255.255",
            "247.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b::a00:1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "localhost",
        ] {
            assert!(
                matches!(
                    nothing_allowed().of(host).await,
                    Err(Unusable::Forbidden(_))
                ),
                "{host}"
            );
        }
        for host in [
            "8.8.8.8",
            "172.32.0.1",
            "100.63.255.255",
            "[2400:3200::1]",
            "[::ffff:8.8.8.8]",
        ] {
            assert!(nothing_allowed().of(host).await.is_ok(), "{host}");
        }
    }

    #[tokio::test]
    async fn an_installation_may_allow_a_range_and_no_more() {
        let range = "10.20.0.0/16".parse().unwrap();
        let allowed = Addresses::new(&[range], SystemNames);
        assert!(allowed.of("10.20.3.4").await.is_ok());
        assert!(allowed.of("[::ffff:10.20.3.4]").await.is_ok());
        assert!(allowed.of("10.21.3.4").await.is_err());
    }
}
