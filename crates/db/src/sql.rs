use std::borrow::Cow;
use std::sync::OnceLock;

/// A registered statement: one text for both engines where it can be, two where it cannot.
///
/// Made by [`sql!`](crate::sql!), never by hand, so that a test can prepare every statement on both engines.
#[derive(Debug)]
pub struct Sql {
    /// Where it is written: module path and name.
    pub name: &'static str,
    /// The text as written, with `$1..$n`.
    pub sqlite: &'static str,
    /// The text for PostgreSQL; the same as `sqlite` for most statements.
    pub postgres: &'static str,
    #[doc(hidden)]
    pub numbered: OnceLock<Cow<'static, str>>,
}

impl Sql {
    /// The SQLite text with `?n`: SQLite would take `$n` for a *named* parameter and number it by appearance.
    pub(crate) fn for_sqlite(&self) -> &str {
        self.numbered.get_or_init(|| Cow::Owned(number_parameters(self.sqlite)))
    }
}

fn number_parameters(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let parameter = c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        numbered.push(if parameter { '?' } else { c });
    }
    numbered
}

/// A statement's entry in the list of all statements of the program.
#[derive(Debug)]
pub struct Registered(pub &'static Sql);

inventory::collect!(Registered);

/// Every statement linked into this program.
pub fn statements() -> impl Iterator<Item = &'static Sql> {
    inventory::iter::<Registered>().map(|registered| registered.0)
}

/// Declares and registers statements.
///
/// ```
/// db::sql! {
///     BY_ID: "SELECT name FROM thing WHERE id = $1";
///     TAKE: sqlite "SELECT 1", postgres "SELECT 1 FOR UPDATE SKIP LOCKED";
/// }
/// ```
#[macro_export]
macro_rules! sql {
    () => {};
    ($name:ident : $text:expr; $($rest:tt)*) => {
        $crate::sql!($name: sqlite $text, postgres $text; $($rest)*);
    };
    ($name:ident : sqlite $sqlite:expr, postgres $postgres:expr; $($rest:tt)*) => {
        static $name: $crate::Sql = $crate::Sql {
            name: concat!(module_path!(), "::", stringify!($name)),
            sqlite: $sqlite,
            postgres: $postgres,
            numbered: ::std::sync::OnceLock::new(),
        };
        $crate::inventory::submit! { $crate::Registered(&$name) }
        $crate::sql!($($rest)*);
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_by_their_number() {
        assert_eq!(number_parameters("SELECT $2, '$', $1"), "SELECT ?2, '$', ?1");
    }
}
