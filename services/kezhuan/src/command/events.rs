//! `kezhuan events`: an event's attendance list, badges and calendar as files.
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use kezhuan_auth::Role;
use kezhuan_protocol::events::v1::export_registrations_request::Document;
use kezhuan_protocol::events::v1::{ExportRegistrationsRequest, GetCalendarRequest};

use super::DataFolder;
use super::reader::Reader;
use super::who::{Who, role};
use crate::refusal;
use crate::suite::Session;

/// What can be done with events.
#[derive(clap::Subcommand)]
pub enum Command {
    /// 导出签到表、胸卡或日历 · Write an attendance list, badges or a calendar
    #[command(subcommand)]
    Export(ExportOf),
}

/// Documents to write.
#[derive(clap::Subcommand)]
pub enum ExportOf {
    /// 签到表 .xlsx；主办方或主管部门可导出 · Attendance list, .xlsx; for who runs the event or the authority
    Attendance(OfEvent),
    /// 胸卡 .xlsx；主办方或主管部门可导出 · Badges, .xlsx; for who runs the event or the authority
    Badges(OfEvent),
    /// 日历 .ics：已公布的活动，或一个活动及其议程 · Calendar, .ics: what is announced, or one event with its agenda
    Calendar {
        /// 要写的文件；已存在的不会被覆盖 · File to write; one that exists is kept
        file: PathBuf,
        /// 只导出该活动 events/… · This event alone, events/…
        #[arg(long, value_name = "NAME")]
        event: Option<String>,
        #[command(flatten)]
        reader: Reader,
    },
}

/// A document of one event, for the city's bureau unless somebody else is named: an auditor has none of them.
#[derive(Args)]
pub struct OfEvent {
    /// 要写的文件；已存在的不会被覆盖 · File to write; one that exists is kept
    file: PathBuf,
    /// 活动 events/… · Event, events/…
    #[arg(long, value_name = "NAME")]
    event: String,
    #[command(flatten)]
    who: Who,
    /// 导出者的角色 · Role of who exports
    #[arg(long, value_name = "ROLE", default_value = "city_stb", value_parser = role)]
    role: Role,
    #[command(flatten)]
    data: DataFolder,
}

/// Writes the document, and says where.
pub async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Export(of) = command;
    let (file, content) = match of {
        ExportOf::Attendance(of) => (of.file.clone(), of.fetch(Document::Attendance).await?),
        ExportOf::Badges(of) => (of.file.clone(), of.fetch(Document::Badges).await?),
        ExportOf::Calendar {
            file,
            event,
            reader,
        } => {
            let content = calendar(&reader.session()?, event).await?;
            (file, content)
        }
    };
    write(&file, &content)?;
    println!("{}", file.display());
    Ok(())
}

impl OfEvent {
    async fn fetch(&self, document: Document) -> anyhow::Result<Vec<u8>> {
        let request = ExportRegistrationsRequest {
            event: self.event.clone(),
            document: document.into(),
        };
        let reader = Reader::new(self.who.clone(), self.role, self.data.clone());
        let mut client = reader.session()?.events()?;
        let answer = client.export_registrations(request).await;
        let mut parts = answer.map_err(refusal::readable)?.into_inner();
        let mut content = Vec::new();
        while let Some(part) = parts.message().await.map_err(refusal::readable)? {
            content.extend(part.chunk);
        }
        Ok(content)
    }
}

async fn calendar(session: &Session, event: Option<String>) -> anyhow::Result<Vec<u8>> {
    let request = GetCalendarRequest {
        event: event.unwrap_or_default(),
        ..GetCalendarRequest::default()
    };
    let answer = session.events()?.get_calendar(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner().content)
}

fn write(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    let created = OpenOptions::new().write(true).create_new(true).open(file);
    created
        .and_then(|mut created| created.write_all(content))
        .with_context(|| format!("不能写入 · can't write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    #[test]
    fn a_document_is_asked_for_in_a_role_that_may_have_it() {
        let command = OfEvent::augment_args(clap::Command::new("badges"));
        let line = ["badges", "b.xlsx", "--event", "events/ab"];
        let given = command.try_get_matches_from(line).unwrap();
        let of = OfEvent::from_arg_matches(&given).unwrap();
        let table = include_str!("../../../../proto/kezhuan/events/v1/permissions.toml");
        let table: toml::Table = table.parse().unwrap();
        let roles = table["ExportRegistrations"]["roles"].as_array().unwrap();
        let mut roles = roles.iter().filter_map(toml::Value::as_str);
        assert!(roles.any(|one| Role::parse(one) == Some(of.role)));
    }

    #[test]
    fn a_file_that_is_there_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("fair.ics");
        write(&file, b"BEGIN:VCALENDAR").unwrap();
        assert!(write(&file, b"another").is_err());
        assert_eq!(std::fs::read(&file).unwrap(), b"BEGIN:VCALENDAR");
    }
}
