//! The streams that are asked what was told. One that is not there has not told nothing: most likely it is elsewhere.
use anyhow::ensure;
use kezhuan_bus::Bus;
use kezhuan_bus::restored::{Found, find_stream};

/// Says what is found of the streams of `services`; answers which are not there.
pub(super) async fn missing(bus: &Bus, services: &[&str]) -> anyhow::Result<Vec<String>> {
    let mut missing = Vec::new();
    for service in services {
        let found = find_stream(bus, service).await?;
        println!("{service}: {}", text(&found));
        if found.messages.is_none() {
            missing.push(found.stream);
        }
    }
    Ok(missing)
}

fn text(found: &Found) -> String {
    let stream = &found.stream;
    match found.messages {
        Some(messages) => {
            format!("{messages} messages in the stream {stream} · 流 {stream} 有消息 {messages} 条")
        }
        None => format!("there is no stream {stream} · 没有流 {stream}"),
    }
}

/// Refuses to go on without these streams, as long as nobody says that they are gone.
pub(super) fn expect_none(
    missing: &[String],
    namespace: &str,
    servers: &str,
) -> anyhow::Result<()> {
    let streams = missing.join(", ");
    ensure!(
        missing.is_empty(),
        "{servers} 上没有流 {streams}：--nats 须为服务所用的 NATS，--namespace 须与 chart 的 bus.namespace 相同（现为 {namespace:?}）。若 NATS 已丢失，请先看 helm/operating.md；若 NATS 已丢失，或流已由先前的 --apply 删除，请加 --without-streams · there is no stream {streams} at {servers}: --nats must be the services' own NATS, and --namespace the chart's `bus.namespace` (it is {namespace:?}). If NATS was lost (read \"Back to an earlier point\" in helm/operating.md first), or if a run with --apply has deleted the streams already, give --without-streams"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_streams_are_refused_with_where_they_were_looked_for_and_what_to_do() {
        assert!(expect_none(&[], "", "nats:4222").is_ok());
        let missing = ["KEZHUAN_RULES", "KEZHUAN_CONTRACTS"].map(str::to_owned);
        let refused = expect_none(&missing, "", "nats:4222").unwrap_err();
        for part in [
            "no stream KEZHUAN_RULES, KEZHUAN_CONTRACTS at nats:4222",
            "`bus.namespace` (it is \"\")",
            "--without-streams",
            "没有流",
        ] {
            assert!(refused.to_string().contains(part), "{refused}");
        }
    }

    #[test]
    fn an_empty_stream_is_told_from_none() {
        let found = |messages| Found {
            stream: "trial_KEZHUAN_RULES".to_owned(),
            messages,
        };
        assert!(text(&found(Some(0))).starts_with("0 messages in the stream trial_KEZHUAN_RULES"));
        assert!(text(&found(None)).starts_with("there is no stream trial_KEZHUAN_RULES"));
    }
}
