//! What people wear at an event, as a sheet to be printed and cut: who they are, and the QR code of their ticket.
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Image, Workbook};

use super::qr;
use crate::domain::event::Event;
use crate::domain::registration::{Registration, State};

/// Badges beside each other.
const ACROSS: usize = 2;
/// Badges under each other on one page.
const DOWN: usize = 3;
const A4: u8 = 9;
/// Characters across a badge.
const WIDE: f64 = 52.0;
/// Points of its rows: event, name, organisation, role and number, and the code, about 36 mm of it.
const ROWS: [f64; 5] = [28.0, 48.0, 36.0, 24.0, 102.0];
/// Which of them holds the code.
const CODE_ROW: u32 = 4;

/// One person with a place, and the code of their ticket.
pub struct Wearer {
    pub registration: Registration,
    pub code: String,
}

/// Six badges a page, for everybody who may still come.
pub fn badges(event: &Event, people: &[Wearer]) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("胸卡")?;
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    for (column, _) in (0_u16..).zip(0..ACROSS) {
        sheet.set_column_width(column, WIDE)?;
    }
    let formats = formats();
    let worn = people.iter();
    let worn: Vec<&Wearer> = worn
        .filter(|wearer| wearer.registration.state != State::NoShow)
        .collect();
    let (mut top, mut breaks) = (0_u32, Vec::new());
    for (row, pair) in worn.chunks(ACROSS).enumerate() {
        if row > 0 && row % DOWN == 0 {
            breaks.push(top);
        }
        for (line, height) in (top..).zip(ROWS) {
            sheet.set_row_height(line, height)?;
        }
        for (column, wearer) in (0_u16..).zip(pair) {
            let lines = written(event, &wearer.registration);
            for ((line, text), format) in (top..).zip(lines).zip(&formats) {
                sheet.write_string_with_format(line, column, text, format)?;
            }
            let code = Image::new_from_buffer(&qr::png(&wearer.code)?)?.set_alt_text(&wearer.code);
            sheet.insert_image_fit_to_cell_centered(top + CODE_ROW, column, &code)?;
        }
        top += CODE_ROW + 1;
    }
    sheet.set_page_breaks(&breaks)?;
    Ok(book.save_to_buffer()?)
}

fn written(event: &Event, person: &Registration) -> [String; ROWS.len()] {
    [
        event.form.title.clone(),
        person.person_name.clone(),
        person.organisation_name.clone(),
        format!("{}  No. {}", person.role.name().zh, person.place),
        String::new(),
    ]
}

/// Framed together: the name is what is read from afar.
fn formats() -> [Format; ROWS.len()] {
    let centred = Format::new()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border_left(FormatBorder::Thin)
        .set_border_right(FormatBorder::Thin);
    let title = centred.clone().set_font_size(11);
    [
        title.set_border_top(FormatBorder::Thin),
        centred.clone().set_font_size(28).set_bold(),
        centred.clone().set_font_size(14),
        centred.clone().set_font_size(12),
        centred.set_border_bottom(FormatBorder::Thin),
    ]
}
