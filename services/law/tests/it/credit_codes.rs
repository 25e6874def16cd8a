//! The check character of credit codes catches what people mistype.
use kezhuan_law::identifiers::{IdentifierError, UnifiedSocialCreditCode};
use proptest::prelude::*;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

proptest! {
    #[test]
    fn a_made_code_is_a_valid_code(body in "[0-9A-HJ-NPQRTUWXY]{17}") {
        let code = UnifiedSocialCreditCode::from_body(&body).unwrap();
        prop_assert_eq!(UnifiedSocialCreditCode::parse(code.as_str()), Ok(code.clone()));
        prop_assert_eq!(&code.as_str()[..17], body);
        let written = serde_json::to_string(&code).unwrap();
        prop_assert_eq!(serde_json::from_str::<UnifiedSocialCreditCode>(&written).unwrap(), code);
    }

    #[test]
    fn one_wrong_character_is_caught(
        body in "[0-9A-HJ-NPQRTUWXY]{17}",
        place in 0..18usize,
        letter in 0..31usize,
    ) {
        let code = UnifiedSocialCreditCode::from_body(&body).unwrap();
        let letter = &ALPHABET[letter..=letter];
        prop_assume!(&code.as_str()[place..=place] != letter);
        let mut wrong = code.as_str().to_owned();
        wrong.replace_range(place..=place, letter);
        prop_assert_eq!(UnifiedSocialCreditCode::parse(&wrong), Err(IdentifierError::CheckDigit));
    }

    #[test]
    fn any_text_is_answered_without_a_panic(text in any::<String>()) {
        prop_assert_eq!(UnifiedSocialCreditCode::parse(&text), Err(IdentifierError::Format));
    }
}
