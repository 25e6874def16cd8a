//! Who has a place at an event, as a sheet to be signed at the door.
use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};

use crate::domain::event::{Event, Session};
use crate::domain::registration::Registration;
use crate::store::stored::Stored;

const A4: u8 = 9;
const NARROW: f64 = 8.0;
const WIDE: f64 = 26.0;

/// One line per person, with a column per session: when they came, or room for their signature.
pub fn attendance(event: &Event, people: &[Stored<Registration>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("签到表")?;
    sheet.set_paper_size(A4).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold().set_border(FormatBorder::Thin);
    let plain = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let sessions = &event.form.sessions;
    let fixed = ["报名序号", "姓名", "单位", "身份", "状态"].map(str::to_owned);
    let headings = fixed.into_iter().chain(sessions.iter().map(heading));
    for (column, heading) in (0_u16..).zip(headings) {
        let width = if column == 0 { NARROW } else { WIDE };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (line, stored) in (1_u32..).zip(people) {
        let person = &stored.body;
        let cells = [
            person.place.to_string(),
            person.person_name.clone(),
            person.organisation_name.clone(),
            person.role.name().zh.into_owned(),
            person.state.name().zh.into_owned(),
        ];
        let came = sessions.iter().map(|session| came(person, session));
        for (column, cell) in (0_u16..).zip(cells.into_iter().chain(came)) {
            sheet.write_string_with_format(line, column, cell, &plain)?;
        }
    }
    book.save_to_buffer()
}

fn heading(session: &Session) -> String {
    let (hour, minute) = (session.starts_at / 60, session.starts_at % 60);
    format!("{} {} {hour:02}:{minute:02}", session.title, session.on)
}

/// When a door saw the person; empty leaves room to sign.
fn came(person: &Registration, session: &Session) -> String {
    let mut entries = person.entries.iter();
    let entry = entries.find(|entry| entry.session == session.code);
    entry.map_or_else(String::new, |entry| {
        let (hour, minute) = (entry.at_minute / 60, entry.at_minute % 60);
        format!("{hour:02}:{minute:02}")
    })
}
