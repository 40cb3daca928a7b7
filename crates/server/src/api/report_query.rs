//! Which conversations a report is of: the queries of all of its addresses have this in common.

use std::time::Duration;

use db::Time;
use desk::agent::Caller;
use desk::ctx::Ctx;
use desk::error::Refusal;
use desk::id::ShopId;
use desk::report::{Asked, Filter, Key, ReportBy};
use desk::shop::{self, Shop};

/// The window when none is given: up to now from so long ago.
const USUAL: Duration = Duration::from_secs(7 * 86_400);

/// Declares a query: what it asks for, and which conversations it looks at.
macro_rules! query {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// Only this shop; all that the caller sees when not given.
            pub shop: Option<desk::id::ShopId>,
            /// Conversations that began from here on; a week ago when not given.
            #[param(value_type = Option<String>, format = DateTime)]
            pub from: Option<db::Time>,
            /// And before this; until now when not given. At most 367 days after `from`.
            #[param(value_type = Option<String>, format = DateTime)]
            pub to: Option<db::Time>,
            /// Only what this person answered.
            pub agent: Option<desk::id::AgentId>,
            /// Only of this inbox.
            pub inbox: Option<desk::id::InboxId>,
            /// Only of this channel.
            pub channel: Option<desk::inbox::Channel>,
            /// Only about this: an id of the taxonomy of intents.
            #[param(value_type = Option<String>)]
            pub intent: Option<language::Intent>,
            /// Only those that are so urgent: urgent, important or normal.
            #[param(value_type = Option<String>)]
            pub urgency: Option<language::Urgency>,
            /// The dimension that `key` is a value of.
            pub of: Option<desk::report::ReportBy>,
            /// Only what this value stands for: the `key` of a line of a report.
            pub key: Option<String>,
        }

        impl $name {
            /// What is looked at, as it stands at `now`.
            pub(super) fn asked(&self, now: db::Time) -> Result<desk::report::Asked, desk::error::Error> {
                let key = $crate::api::report_query::key(self.of, self.key.as_deref())?;
                let Self { from, to, agent, inbox, channel, intent, urgency, .. } = *self;
                let filter = desk::report::Filter { agent, inbox, channel, intent, urgency, key };
                Ok($crate::api::report_query::asked((from, to), now, filter))
            }
        }
    };
}

pub(super) use query;

/// The window as it stands at `now`, and what of it is looked at.
pub(super) fn asked((from, to): (Option<Time>, Option<Time>), now: Time, filter: Filter) -> Asked {
    let to = to.unwrap_or(now);
    Asked { from: from.unwrap_or(to - USUAL), to, filter }
}

/// The value that is looked at alone, if one is: both its dimension and its name must be given.
pub(super) fn key(of: Option<ReportBy>, key: Option<&str>) -> Result<Option<Key>, desk::error::Error> {
    match (of, key) {
        (Some(of), Some(key)) => key_of(of, "key", key).map(Some),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Refusal::invalid("of", "dimension_missing").into()),
        (Some(_), None) => Err(Refusal::invalid("key", "dimension_missing").into()),
    }
}

/// The shops that the caller sees, or the one asked for.
pub(super) fn seen(
    ctx: &mut Ctx<'_, '_>,
    caller: &Caller,
    wanted: Option<ShopId>,
) -> desk::error::Result<Vec<Shop>> {
    if let Some(shop) = wanted {
        caller.must_see(shop, "no_such_shop")?;
        return Ok(vec![shop::get(ctx, shop)?]);
    }
    let mut shops = shop::list(ctx)?;
    shops.retain(|shop| caller.sees(shop.id));
    Ok(shops)
}

/// The value of a dimension that is named by the `key` of a line; `field` names where it was given.
pub(super) fn key_of(by: ReportBy, field: &'static str, key: &str) -> Result<Key, desk::error::Error> {
    by.key(key).ok_or_else(|| Refusal::invalid(field, "not_of_dimension").with("by", by).into())
}
