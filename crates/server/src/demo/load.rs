//! Loading the demo seller: through the same imports as a seller's own files, in one transaction, so that there is all
//! of it or nothing.

use std::time::Duration;

use commerce::import::{self, Batch, Custom, ImportKind, Numbered};
use db::Time;
use desk::agent::password::PasswordText;
use desk::catalog::told::Origin;
use desk::ctx::Ctx;
use desk::error::{Error, Result};
use desk::inbox::{self, Channel, InboxSettings, NewInbox};
use desk::shop::{self, NewShop, ReturnSettings, ServicePolicy, Shop, ShopSettings, WeekHours};

use super::orders::{self, Goods};
use super::seller::{SELLERS, Seller};
use super::{calendar, people, talk};

/// The seller set up the day before, so that conversations can have been held since.
const SET_UP_BEFORE: Duration = Duration::from_secs(2 * 86_400);

/// Loads everything, if there is no shop yet.
pub(super) fn load(ctx: &mut Ctx<'_, '_>, password: &PasswordText) -> Result<()> {
    if !shop::list(ctx)?.is_empty() {
        return Ok(());
    }
    let now = ctx.now;
    ctx.now = now - SET_UP_BEFORE;
    let agents = people::take_in(ctx, password)?;
    let mut shops = Vec::new();
    for seller in SELLERS {
        let shop = open(ctx, seller)?;
        people::found_team(ctx, &shop, &agents)?;
        people::make_key(ctx, seller, &shop)?;
        bring_in(ctx, seller, &shop, now)?;
        shops.push(shop);
    }
    talk::hold(ctx, &shops, &agents, now)
}

/// Opens the shop with its two inboxes.
fn open(ctx: &mut Ctx<'_, '_>, seller: &Seller) -> Result<Shop> {
    let (from, to) = seller.people_hours;
    let days = u32::try_from(seller.return_days).ok();
    let service = ServicePolicy { return_days: days, exchange_days: days, ..ServicePolicy::default() };
    let shop = shop::create(
        ctx,
        NewShop {
            key: seller.key.to_owned(),
            name: seller.name.to_owned(),
            language: seller.language,
            currency: seller.currency.to_owned(),
            time_zone: seller.time_zone.to_owned(),
            settings: ShopSettings {
                people_hours: WeekHours::daily(from, to),
                service,
                returns: returns(seller),
                ..ShopSettings::default()
            },
        },
    )?;
    let ways = [
        (seller.key.to_owned(), Channel::Webchat, seller.say("网页聊天", "Web chat")),
        (seller.api_inbox(), Channel::Api, seller.say("开放渠道", "Open channel")),
    ];
    for (key, channel, name) in ways {
        let (shop, name) = (shop.id, name.to_owned());
        inbox::create(ctx, NewInbox { key, shop, channel, name, settings: InboxSettings::default() })?;
    }
    Ok(shop)
}

/// Where its goods go back to.
fn returns(seller: &Seller) -> ReturnSettings {
    ReturnSettings {
        recipient: seller.say("退货仓", "Returns desk").to_owned(),
        phone: seller.say("0571-55550132", "+1 555 0132").to_owned(),
        address: seller
            .say("浙江省杭州市余杭区良渚街道莫干山路 2188 号 6 号仓", "12 Harbor Street, Portland, ME 04101")
            .to_owned(),
        ..ReturnSettings::default()
    }
}

/// Imports what the shop sells, has sold and knows.
fn bring_in(ctx: &mut Ctx<'_, '_>, seller: &Seller, shop: &Shop, now: Time) -> Result<()> {
    let files = &seller.files;
    let mut goods = Goods { products: Vec::new(), promotions: Vec::new() };
    for (kind, file) in [
        (ImportKind::SizeTables, files.size_tables),
        (ImportKind::Products, files.products),
        (ImportKind::Promotions, files.promotions),
        (ImportKind::Articles, files.articles),
    ] {
        let batch = read(shop, kind, file, now)?;
        take_in(ctx, shop, &batch)?;
        match batch {
            Batch::Products(all) => goods.products = plain(all),
            Batch::Promotions(all) => goods.promotions = plain(all),
            _ => {}
        }
    }
    let book =
        orders::write(seller, &goods, shop.zone(), now).map_err(|e| Error::Broken(format!("{e:#}")))?;
    take_in(ctx, shop, &Batch::Orders((1..).zip(book.orders).collect()))?;
    take_in(ctx, shop, &Batch::Shipments((1..).zip(book.shipments).collect()))
}

/// Reads one of the demo's files, its days counted from `now`.
fn read(shop: &Shop, kind: ImportKind, file: &str, now: Time) -> Result<Batch> {
    let bytes =
        calendar::written_out(file, now, &shop.zone()).map_err(|e| Error::Broken(format!("{e:#}")))?;
    match import::read(kind, &bytes, &Custom::of(shop))? {
        Ok(batch) => Ok(batch),
        Err(report) => Err(refused(shop, kind.as_str(), &report)),
    }
}

fn take_in(ctx: &mut Ctx<'_, '_>, shop: &Shop, batch: &Batch) -> Result<()> {
    let report = import::take_in(ctx, shop, batch, Origin::Import)?;
    if report.problems.is_empty() { Ok(()) } else { Err(refused(shop, "a batch", &report)) }
}

fn refused(shop: &Shop, what: &str, report: &import::Report) -> Error {
    let first = report.problems.first().map(|wrong| format!("row {}: {}", wrong.row, wrong.refusal));
    Error::Broken(format!(
        "{what} of the demo shop {} cannot be imported: {}",
        shop.key,
        first.unwrap_or_default()
    ))
}

fn plain<T>(numbered: Numbered<T>) -> Vec<T> {
    numbered.into_iter().map(|(_, thing)| thing).collect()
}
