//! The figures and words of `settings.toml` that a hook's rule may name.

/// A setting: its name, and whether it is a word rather than a figure.
pub struct Setting {
    pub name: String,
    pub is_text: bool,
}

/// The settings that the host gives with the hook's question.
pub fn read(text: &str, hook: &str) -> Result<Vec<Setting>, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut settings = Vec::new();
    for (name, entry) in table {
        let only = entry.get("hook").and_then(toml::Value::as_str);
        if only.is_none_or(|only| only == hook) {
            let is_text = entry.get("default").is_some_and(toml::Value::is_str);
            settings.push(Setting { name, is_text });
        }
    }
    Ok(settings)
}
