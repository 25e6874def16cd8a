//! A database of one service, as options name it: `SERVICE=URL`.
use anyhow::Context;

use crate::suite::SERVICES;

/// What was given to `option`: a service of the suite, and where its database is.
pub fn read<'given>(
    option: &str,
    given: &'given str,
) -> anyhow::Result<(&'static str, &'given str)> {
    let (service, url) = given
        .split_once('=')
        .with_context(|| format!("{option} {given}: write SERVICE=URL"))?;
    let known = SERVICES.iter().find(|known| known.name == service);
    let known =
        known.with_context(|| format!("{option} {given}: there is no service {service}"))?;
    Ok((known.name, url))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_url_may_hold_the_sign_itself() {
        let url = "postgres://admin@host/postgres?sslmode=require";
        let given = format!("rules={url}");
        assert_eq!(read("--at", &given).expect("read"), ("rules", url));
        for (given, said) in [("rules", "SERVICE=URL"), ("portal=x", "no service portal")] {
            let error = format!("{:#}", read("--at", given).expect_err(given));
            assert!(error.contains(said) && error.contains("--at"), "{error}");
        }
    }
}
