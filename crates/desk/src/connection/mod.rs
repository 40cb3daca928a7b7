//! What a shop is connected to: the system that keeps its orders and goods, and whoever knows where its parcels are.
//!
//! A shop without a connection keeps its orders here (`order::embedded`), and its parcels are where the shop says. What a
//! system tells comes in twice over: by itself, stored as it came before it is acknowledged ([`news`]), and by looking
//! ([`walk`]), which finds what was not told. Both end in the same [`take::take`].

use std::collections::BTreeMap;

use db::Time;
use serde::{Deserialize, Serialize};

use crate::catalog::check_text;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::ShopId;
use crate::word::words;

pub mod compare;
pub mod look;
pub mod news;
pub mod parcel;
mod store;
pub mod take;
pub mod walk;

pub use news::News;

words! {
    /// What a connection is for.
    Role {
        /// Orders and goods.
        System = "system",
        /// Parcels.
        Carrier = "carrier",
    }
}

words! {
    /// What a shop is connected to.
    ConnectionKind {
        /// Nothing: everything is in our own tables.
        Embedded = "embedded",
        /// Any system that speaks our contract.
        Generic = "generic",
        /// Shopify.
        Shopify = "shopify",
        /// `WooCommerce`.
        Woocommerce = "woocommerce",
        /// 快递100.
        Kuaidi100 = "kuaidi100",
    }
}

impl ConnectionKind {
    /// What it can be used for.
    pub fn fits(self, role: Role) -> bool {
        match self {
            Self::Embedded => true,
            Self::Generic | Self::Shopify | Self::Woocommerce => role == Role::System,
            Self::Kuaidi100 => role == Role::Carrier,
        }
    }

    /// The secrets it needs, by name.
    pub fn secrets(self) -> &'static [&'static str] {
        match self {
            Self::Embedded => &[],
            Self::Generic => &["secret"],
            Self::Shopify => &["token", "webhook_secret"],
            Self::Woocommerce => &["consumer_key", "consumer_secret", "webhook_secret"],
            Self::Kuaidi100 => &["key", "salt"],
        }
    }
}

/// Secrets by name. They are stored as they must be used, and shown to nobody.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// The secret of this name; empty when there is none.
    pub fn reveal(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether there is one of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|secret| !secret.is_empty())
    }
}

impl From<BTreeMap<String, String>> for Secrets {
    fn from(secrets: BTreeMap<String, String>) -> Self {
        Self(secrets)
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A connection of a shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// The shop.
    pub shop: ShopId,
    /// What it is for.
    pub role: Role,
    /// To what.
    pub kind: ConnectionKind,
    /// Where it answers, without a slash at the end.
    pub url: String,
    /// Our name there, where there is such a thing.
    pub account: String,
    /// What it takes to be let in.
    pub secrets: Secrets,
    /// Where a walk through it stands.
    pub walk: Option<walk::Walk>,
    /// Whatever changed before is known here.
    pub seen_until: Option<Time>,
    /// When all of it was last walked through.
    pub swept_at: Option<Time>,
    /// When it last answered as it should.
    pub last_ok_at: Option<Time>,
    /// What was wrong last, since it last answered as it should.
    pub trouble: Option<String>,
    /// Since when something is wrong.
    pub trouble_at: Option<Time>,
    /// How often it told what it had told before.
    pub repeated: i64,
}

/// What a connection is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// To what.
    pub kind: ConnectionKind,
    /// Where it answers.
    pub url: String,
    /// Our name there.
    pub account: String,
    /// Secrets that are new; those that are not named stay.
    pub secrets: BTreeMap<String, String>,
}

/// Where the mirror was found to differ, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Which kind: `missing_order`, `status`, `tracking` …
    pub kind: String,
    /// How often.
    pub count: i64,
    /// Where it was found last.
    pub last_what: String,
    /// When.
    pub last_at: Time,
}

/// Something that could not be read, by the field that was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// What kind of thing: `order`, `shipment` …
    pub what: String,
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
    /// How often.
    pub count: i64,
    /// Where it was seen last.
    pub last_what: String,
    /// When.
    pub last_at: Time,
}

/// What a shop is connected to in this role; none when to nothing.
pub fn get(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role) -> Result<Option<Connection>> {
    Ok(store::get(ctx.tx, shop, role)?)
}

/// Connects a shop, or changes how it is connected. Walking through it begins at once.
pub fn connect(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role, wanted: Wanted) -> Result<()> {
    crate::shop::get(ctx, shop)?;
    if !wanted.kind.fits(role) {
        return Err(Refusal::invalid("kind", "connection_kind").into());
    }
    if wanted.kind == ConnectionKind::Embedded {
        store::remove(ctx.tx, shop, role)?;
        for job in walk::jobs(shop, role) {
            jobs::cancel(ctx.tx, &job)?;
        }
        return fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {});
    }
    let known = store::get(ctx.tx, shop, role)?.filter(|known| known.kind == wanted.kind);
    let connection = merged(known, shop, role, wanted)?;
    store::upsert(ctx, &connection)?;
    walk::begin(ctx, shop, role)?;
    fact::record(ctx, Scope::shop(shop), Fact::SettingsChanged {})
}

/// The connection as it will be: a secret that is not given stays; another address is walked through from the start.
pub fn merged(known: Option<Connection>, shop: ShopId, role: Role, wanted: Wanted) -> Result<Connection> {
    let Wanted { kind, url, account, secrets } = wanted;
    let url = url.trim().trim_end_matches('/').to_owned();
    check_url(&url)?;
    if kind == ConnectionKind::Kuaidi100 {
        check_text("account", &account, 200)?;
    }
    let mut all = known.as_ref().map(|known| known.secrets.0.clone()).unwrap_or_default();
    for (name, secret) in secrets {
        let Some(named) = kind.secrets().iter().find(|one| **one == name) else {
            return Err(Refusal::invalid("secrets", "connection_secret").with("name", name).into());
        };
        check_text(named, &secret, 500)?;
        if kind == ConnectionKind::Generic && crate::webhook::sign::Secret::given(&secret).is_none() {
            return Err(Refusal::invalid(*named, "not_a_signing_secret").into());
        }
        all.insert((*named).to_owned(), secret.trim().to_owned());
    }
    if kind == ConnectionKind::Kuaidi100 {
        // Nobody has to know it but the two programs: it is given along when a parcel is to be followed.
        all.entry("salt".to_owned()).or_insert_with(|| crate::secret::token("salt"));
    }
    let all = Secrets(all);
    if let Some(missing) = kind.secrets().iter().find(|name| !all.has(name)) {
        return Err(Refusal::invalid(*missing, "required").into());
    }
    let fresh = Connection {
        shop,
        role,
        kind,
        url: url.clone(),
        account: account.clone(),
        secrets: all.clone(),
        walk: None,
        seen_until: None,
        swept_at: None,
        last_ok_at: None,
        trouble: None,
        trouble_at: None,
        repeated: 0,
    };
    Ok(match known {
        Some(known) if known.url == url => Connection { account, secrets: all, ..known },
        _ => fresh,
    })
}

fn check_url(url: &str) -> Result<()> {
    let wrong = || Refusal::invalid("url", "not_an_address");
    let parsed = url::Url::parse(url).map_err(|_| wrong())?;
    let plain = matches!(parsed.scheme(), "http" | "https")
        && parsed.username().is_empty()
        && parsed.password().is_none()
        && parsed.query().is_none()
        && parsed.fragment().is_none()
        && parsed.host().is_some();
    if plain { Ok(()) } else { Err(wrong().into()) }
}

/// Notes that it answered as it should.
pub fn answered(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role) -> Result<()> {
    Ok(store::set_ok(ctx.tx, shop, role, ctx.now)?)
}

/// Notes what was wrong, as a stable word. That all was well before is worth a line of the ledger.
pub fn troubled(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role, trouble: &str) -> Result<()> {
    let begins = get(ctx, shop, role)?.is_some_and(|connection| connection.trouble_at.is_none());
    store::set_trouble(ctx.tx, shop, role, trouble, ctx.now)?;
    if begins {
        let fact = Fact::ConnectionTroubled { role: role.to_string(), trouble: trouble.to_owned() };
        fact::record(ctx, Scope::shop(shop), fact)?;
    }
    Ok(())
}

/// Notes something that could not be read.
pub fn misread(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    role: Role,
    (what, id): (&str, &str),
    field: &str,
    reason: &str,
) -> Result<()> {
    let short = |text: &str| text.chars().take(200).collect::<String>();
    let misread = Misread {
        what: short(what),
        field: short(field),
        reason: short(reason),
        count: 1,
        last_what: short(id),
        last_at: ctx.now,
    };
    Ok(store::note_misread(ctx.tx, shop, role, &misread)?)
}

/// Where the mirror was found to differ.
pub fn gaps(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Gap>> {
    Ok(store::gaps(ctx.tx, shop)?)
}

/// What could not be read, latest first.
pub fn misreads(ctx: &mut Ctx<'_, '_>, shop: ShopId, role: Role) -> Result<Vec<Misread>> {
    Ok(store::misreads(ctx.tx, shop, role)?)
}
