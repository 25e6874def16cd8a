//! Which encoding a CSV file has: UTF-8, or what Chinese Windows calls ANSI.
use std::fs::File;
use std::io::Read;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::TableProblem;

const BLOCK_BYTES: usize = 64 * 1024;

/// Reads the file through once: GB18030 is only guessed when some byte of it is not UTF-8.
pub fn detect(path: &Path) -> Result<&'static Encoding, TableProblem> {
    let open = |source| TableProblem::Open {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(open)?;
    let mut block = vec![0_u8; BLOCK_BYTES];
    let mut kept = 0; // bytes of a letter that the block before cut through
    let mut first = true;
    loop {
        let read = file.read(&mut block[kept..]).map_err(open)?;
        let filled = kept + read;
        if first && (block.starts_with(&[0xff, 0xfe]) || block.starts_with(&[0xfe, 0xff])) {
            return Err(TableProblem::Utf16);
        }
        first = false;
        match std::str::from_utf8(&block[..filled]) {
            Ok(_) if read == 0 => return Ok(UTF_8),
            Ok(_) => kept = 0,
            Err(error) if error.error_len().is_none() && read > 0 => {
                block.copy_within(error.valid_up_to()..filled, 0);
                kept = filled - error.valid_up_to();
            }
            Err(_) => return Ok(GB18030),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<&'static Encoding, TableProblem> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.csv");
        std::fs::write(&path, bytes).expect("written");
        detect(&path)
    }

    #[test]
    fn utf_8_stays_utf_8_across_blocks() {
        let long = "合".repeat(BLOCK_BYTES);
        assert_eq!(of(long.as_bytes()).expect("read"), UTF_8);
        assert_eq!(of(format!("x{long}").as_bytes()).expect("read"), UTF_8);
        assert_eq!(of(b"").expect("read"), UTF_8);
    }

    #[test]
    fn what_chinese_windows_writes_is_known() {
        let (bytes, _, _) = GB18030.encode("合同名称,签订日期");
        assert_eq!(of(&bytes).expect("read"), GB18030);
        assert!(matches!(
            of(&[0xff, 0xfe, 0x08, 0x54]),
            Err(TableProblem::Utf16)
        ));
    }
}
