//! What a flow would do, before anybody says yes: every step in words, the money, and whether it may be done at all.

use std::collections::{BTreeMap, HashMap};

use db::Time;
use serde_json::{Map, Value};

use super::context::{self, Known};
use super::definition::{Definition, Effect, Starter, Step};
use super::{giving, inputs, shipped, template};
use crate::authority::{self, Asked, Verdict};
use crate::buyer::{self, Buyer};
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::AgentId;
use crate::order::guard::{self, Variant};
use crate::order::{self, Action, Order, PaymentMethod, Receipt, verify};
use crate::shop::{self, Bilingual, Lang, Shop};

/// Orders looked through for the one that is meant.
const ORDERS: i64 = 200;

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Which flow.
    pub flow: String,
    /// Which order, by the shop's number.
    pub order: Option<String>,
    /// What was given.
    pub inputs: Map<String, Value>,
    /// Who asks.
    pub starter: Starter,
}

/// What a flow would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The flow.
    pub definition: Definition,
    /// Which version of it.
    pub version: i64,
    /// The order.
    pub order: Option<String>,
    /// What it is given, with what was filled in.
    pub inputs: Map<String, Value>,
    /// What it still asks for.
    pub missing: Vec<String>,
    /// What it would do, in order.
    pub steps: Vec<PreviewStep>,
    /// What it gives away, in minor units.
    pub gives: i64,
    /// Whether whoever asks may give that; none when it gives nothing away.
    pub verdict: Option<Verdict>,
    /// What was asked of their limits.
    pub(super) asked: Option<Asked>,
    /// Why it cannot be done as it stands.
    pub refusal: Option<Refusal>,
}

/// One step of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewStep {
    /// Its name.
    pub key: String,
    /// What people call it.
    pub title: Bilingual,
    /// It would be left out.
    pub skipped: bool,
    /// What the shop would be asked.
    pub action: Option<Action>,
    /// What the buyer would be told; `…` stands for what only the shop can say.
    pub text: Option<String>,
    /// Why the shop or its rules would not.
    pub refusal: Option<Refusal>,
}

/// What was read to look at a flow.
pub(super) struct Read {
    pub(super) shop: Shop,
    pub(super) buyer: Buyer,
    pub(super) order: Option<Order>,
    pub(super) methods: Vec<PaymentMethod>,
    pub(super) lang: Lang,
    pub(super) variants: HashMap<String, Variant>,
    pub(super) now: Time,
}

impl Read {
    pub(super) fn known(&self) -> Known<'_> {
        Known {
            shop: &self.shop,
            buyer: &self.buyer,
            order: self.order.as_ref(),
            lang: self.lang,
            variants: &self.variants,
            now: self.now,
        }
    }
}

/// Looks at a flow in a conversation, for an agent, or for the bot or a program when there is none.
pub fn preview(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    ask: &Ask,
    agent: Option<AgentId>,
) -> Result<Preview> {
    let (definition, version) = shipped::definition(ctx, conversation.shop, &ask.flow)?;
    if !definition.enabled {
        return Err(Refusal::conflict("flow_is_off").into());
    }
    if !definition.starters.contains(&ask.starter) {
        return Err(Refusal::forbidden_for("flow_not_for_you").into());
    }
    let read = read(ctx, conversation, ask)?;
    if definition.of_order && read.order.is_none() {
        return Err(Refusal::invalid("order", "required").into());
    }
    let mut looked = look(ctx, &read, definition, version, ask)?;
    if looked.gives > 0 && looked.refusal.is_none() {
        let given = Ask { inputs: looked.inputs.clone(), ..ask.clone() };
        let (shop, order) = (&read.shop, read.order.as_ref());
        let asked = giving::asked(ctx, shop, conversation, order, &looked.definition, &given, agent, looked.gives)?;
        looked.verdict = Some(authority::consider(ctx, &asked)?);
        looked.asked = Some(asked);
    }
    Ok(looked)
}

/// Reads what a flow is looked at with. An order that is not the buyer's is not there.
fn read(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, ask: &Ask) -> Result<Read> {
    let shop = shop::get(ctx, conversation.shop)?;
    let buyer = buyer::get(ctx, conversation.buyer)?;
    let order = match ask.order.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => {
            let visible = verify::visible(ctx, &buyer, ORDERS)?;
            let found = visible.into_iter().find(|order| order.number.eq_ignore_ascii_case(number));
            Some(found.ok_or_else(|| Refusal::invalid("order", "no_such_order").with("id", number))?)
        }
        None => None,
    };
    // Ways to pay are those of whoever placed the order, which a buyer who has shown it to be theirs need not be here.
    let payer = order.as_ref().map_or(buyer.id, |order| order.buyer);
    let methods = order::methods(ctx, payer)?;
    let variants = context::variants(ctx, shop.id, order.as_ref(), &ask.inputs)?;
    Ok(Read { shop, buyer, order, methods, lang: conversation.language, variants, now: ctx.now })
}

fn look(
    ctx: &mut Ctx<'_, '_>,
    read: &Read,
    definition: Definition,
    version: i64,
    ask: &Ask,
) -> Result<Preview> {
    let known = read.known();
    let none = BTreeMap::new();
    let empty = known.context(&definition, &Map::new(), &none);
    let inputs = inputs::with_prefills(&definition, &ask.inputs, &empty)?;
    let missing = inputs::missing(&definition, &inputs);
    let wrong = inputs::check(&definition, &inputs, read.order.as_ref(), &read.methods);
    let mut refusal = refused(wrong)?;
    // What only the shop can say is not known before it is asked.
    let to_come = Receipt { number: "…".to_owned(), amount: None, at: Time::default() };
    let receipts: BTreeMap<String, Receipt> =
        definition.steps.iter().map(|step| (step.key.clone(), to_come.clone())).collect();
    let mut context = known.context(&definition, &inputs, &receipts);
    context["links"] = serde_json::json!({ "returned": "…" });
    let mut steps = Vec::new();
    if missing.is_empty() && refusal.is_none() {
        for step in &definition.steps {
            let mut looked = look_at(step, &context)?;
            if let Some(action) = looked.action.as_ref().filter(|action| can_be_asked(action)) {
                looked.refusal = refused(guard::permits(ctx, read.shop.id, None, action))?;
            }
            refusal = refusal.or_else(|| looked.refusal.clone());
            steps.push(looked);
        }
    }
    let gives = steps.iter().filter_map(|step| step.action.as_ref()).map(Action::gives).sum();
    let order = read.order.as_ref().map(|order| order.number.clone());
    Ok(Preview {
        definition,
        version,
        order,
        inputs,
        missing,
        steps,
        gives,
        verdict: None,
        asked: None,
        refusal,
    })
}

/// Whether the rules can be asked beforehand: not about what an earlier step has yet to make.
fn can_be_asked(action: &Action) -> bool {
    action.order().is_some()
        || matches!(action, Action::GrantCoupon { .. } | Action::ChangeBuyerAddress { .. })
}

fn look_at(step: &Step, context: &Value) -> Result<PreviewStep> {
    let mut looked = PreviewStep {
        key: step.key.clone(),
        title: step.title.clone(),
        skipped: false,
        action: None,
        text: None,
        refusal: None,
    };
    if let Some(when) = &step.when
        && !template::is_so(when, context)?
    {
        looked.skipped = true;
        return Ok(looked);
    }
    let lang: Lang = context["lang"].as_str().and_then(|lang| lang.parse().ok()).unwrap_or(Lang::Zh);
    match step.effect() {
        Some(Effect::Act(act)) => match template::action(act, context) {
            Ok(action) => looked.action = Some(action),
            Err(error) => looked.refusal = refused::<()>(Err(error))?,
        },
        Some(Effect::Say(text) | Effect::Sms(text)) => {
            looked.text = Some(template::text(text.in_language(lang), context)?);
        }
        Some(Effect::Wait(_)) | None => {}
    }
    Ok(looked)
}

/// The refusal, when it is one; other errors stay errors.
fn refused<T>(result: Result<T>) -> Result<Option<Refusal>> {
    match result {
        Ok(_) => Ok(None),
        Err(Error::Refused(refusal)) => Ok(Some(*refusal)),
        Err(other) => Err(other),
    }
}
