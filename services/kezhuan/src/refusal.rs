//! Refusals of services, made readable: reason, Chinese and English, and each field.
use kezhuan_law::Localized;
use tonic::{Code, Status};
use tonic_types::{ErrorDetail, StatusExt};

/// The stable reason of a status, or its code's name.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map_or_else(|| format!("{:?}", status.code()), |info| info.reason)
}

/// The text of a status in both languages.
pub fn text(status: &Status) -> Localized {
    let chinese = status
        .get_error_details_vec()
        .into_iter()
        .find_map(|detail| match detail {
            ErrorDetail::LocalizedMessage(text) if text.locale.starts_with("zh") => {
                Some(text.message)
            }
            _ => None,
        });
    Localized::new(
        chinese.unwrap_or_else(|| status.message().to_owned()),
        status.message().to_owned(),
    )
}

/// A status as one error for a person at a terminal.
pub fn readable(status: Status) -> anyhow::Error {
    let text = text(&status);
    let is_away = status.code() == Code::Unavailable && status.get_details_error_info().is_none();
    let mut line = match text.zh == text.en {
        true if is_away => format!(
            "Unavailable: 服务无应答，请确认套件仍在运行 · the suite does not answer, see that it still runs: {}",
            text.en
        ),
        true => format!("{}: {}", reason(&status), text.en),
        false => format!("{}: {} · {}", reason(&status), text.zh, text.en),
    };
    for field in status
        .get_details_bad_request()
        .map(|bad| bad.field_violations)
        .unwrap_or_default()
    {
        let chinese = field
            .localized_message
            .map(|text| format!(" / {}", text.message))
            .unwrap_or_default();
        line.push_str(&format!(
            "\n  {}: {}{chinese} ({})",
            field.field, field.description, field.reason
        ));
    }
    anyhow::Error::msg(line)
}

#[cfg(test)]
mod tests {
    use kezhuan_rpc::Problem;

    use super::*;

    #[test]
    fn a_refusal_is_told_with_reason_texts_and_fields() {
        let status: Status =
            Problem::new(Code::InvalidArgument, "FORM_INVALID", "contracts.kezhuan")
                .zh("表单有误")
                .en("the form is wrong")
                .field("kind", "UNKNOWN", "未知类别", "unknown kind")
                .into();
        let told = readable(status).to_string();
        assert_eq!(
            told,
            "FORM_INVALID: 表单有误 · the form is wrong\n  kind: unknown kind / 未知类别 (UNKNOWN)"
        );
        assert_eq!(
            readable(Status::unavailable("gone")).to_string(),
            "Unavailable: 服务无应答，请确认套件仍在运行 · the suite does not answer, see that it still runs: gone"
        );
    }
}
