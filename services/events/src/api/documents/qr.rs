//! The QR code of a ticket as a picture, for a screen or a badge.
use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, QrCode};

/// Modules of white around the code, as ISO/IEC 18004 wants.
const QUIET_ZONE: usize = 4;
/// Pixels across a module.
const MODULE: usize = 4;

/// A PNG image of the code.
pub fn png(code: &str) -> anyhow::Result<Vec<u8>> {
    let qr = QrCode::new(code)?;
    let (modules, width) = (qr.to_colors(), qr.width());
    let across = width + 2 * QUIET_ZONE;
    let is_dark = |row: usize, column: usize| {
        let inside = |place: usize| place.checked_sub(QUIET_ZONE).filter(|place| *place < width);
        let at = inside(row).zip(inside(column));
        let module = at.and_then(|(row, column)| modules.get(row * width + column));
        module == Some(&Color::Dark)
    };
    let mut pixels = Vec::with_capacity((across * MODULE).pow(2));
    for row in 0..across {
        let line = (0..across).flat_map(|column| {
            let shade = if is_dark(row, column) { 0 } else { u8::MAX };
            [shade; MODULE]
        });
        let line: Vec<u8> = line.collect();
        pixels.extend(std::iter::repeat_n(line, MODULE).flatten());
    }
    let side = u32::try_from(across * MODULE)?;
    let mut picture = Vec::new();
    let mut encoder = Encoder::new(&mut picture, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(picture)
}
