//! Closed lists of words: enums that are one word of text in the database, in JSON and in the API.

/// The word is not in the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {list}")]
pub struct UnknownWord {
    /// What was found.
    pub word: String,
    /// The name of the list.
    pub list: &'static str,
}

/// Declares an enum together with the word of each variant.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:tt,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            utoipa::ToSchema,
        )]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::word::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::word::UnknownWord { word: word.to_owned(), list: stringify!($name) }),
                }
            }
        }

        impl db::ToValue for $name {
            fn to_value(&self) -> db::Value<'_> {
                db::Value::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }
        }

        impl db::FromValue for $name {
            fn from_value(value: db::Value<'_>) -> Result<Self, String> {
                String::from_value(value)?.parse().map_err(|e: $crate::word::UnknownWord| e.to_string())
            }
        }
    };
}

pub(crate) use words;
