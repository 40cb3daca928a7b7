//! The definitions that come with the house. They are data like any other, and a shop may put its own versions over them.

use std::sync::OnceLock;

use super::definition::Definition;

macro_rules! definitions {
    ($($file:literal,)+) => {
        const TEXTS: &[&str] = &[$(include_str!(concat!("../../metrics/", $file, ".json"))),+];
    };
}

definitions! {
    "taobao", "jd", "douyin", "pdd", "kuaishou", "amazon", "tiktok", "walmart", "lazada", "shopee", "house",
}

/// Every version of every definition that comes with the house.
pub fn all() -> &'static [Definition] {
    static ALL: OnceLock<Vec<Definition>> = OnceLock::new();
    ALL.get_or_init(|| {
        let read = |text: &&str| serde_json::from_str::<Vec<Definition>>(text).expect("definitions of ours");
        TEXTS.iter().flat_map(read).collect()
    })
}

/// The newest version of a definition that comes with the house.
pub fn newest(name: &str) -> Option<&'static Definition> {
    all().iter().filter(|definition| definition.name == name).max_by_key(|definition| definition.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_can_be_counted_by_and_versions_follow_each_other() {
        assert!(all().len() >= 20, "{}", all().len());
        for definition in all() {
            definition.check().unwrap_or_else(|e| panic!("{} {}: {e}", definition.name, definition.version));
            let before = all()
                .iter()
                .find(|other| other.name == definition.name && other.version + 1 == definition.version);
            assert!(before.is_some() || definition.version == 1, "{}", definition.name);
            assert!(before.is_none_or(|before| before.effective_from < definition.effective_from));
        }
    }
}
