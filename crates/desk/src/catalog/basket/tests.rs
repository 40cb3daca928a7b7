//! What a basket costs, by example and by property.

use proptest::prelude::*;

use super::*;
use crate::catalog::promotion::Reach;
use crate::catalog::{ProductInput, PromotionInput};

fn product(id: &str, category: &str, price: i64) -> Product {
    let sku = SkuInput { sku_id: format!("{id}-1"), price, ..SkuInput::default() };
    let facts = ProductInput {
        product_id: id.into(),
        title: id.into(),
        category: category.into(),
        on_sale: true,
        skus: vec![sku],
        ..ProductInput::default()
    };
    let nil = uuid::Uuid::nil();
    Product { id: nil.into(), shop: nil.into(), facts, skus: vec![], updated_at: Time::default() }
}

fn offer(id: u128, kind: PromotionKind, change: impl FnOnce(&mut PromotionInput)) -> Promotion {
    let mut facts = PromotionInput {
        promotion_id: format!("P{id}"),
        title: format!("P{id}"),
        stacks_with: Some(PromotionKind::ALL.to_vec()),
        ..PromotionInput::of_kind(kind)
    };
    change(&mut facts);
    Promotion { id: uuid::Uuid::from_u128(id).into(), facts }
}

fn of<'a>(products: &'a [Product], quantities: &[i64]) -> Vec<Good<'a>> {
    let sku = |product: &'a Product| &product.facts.skus[0];
    products
        .iter()
        .zip(quantities)
        .map(|(product, quantity)| Good { product, sku: sku(product), quantity: *quantity })
        .collect()
}

fn sum_of(goods: &[Good<'_>], offers: &[Promotion], payer: &Payer) -> Sum {
    price(goods, &offers.iter().collect::<Vec<_>>(), payer, Some(Postage { fee: 800, free_from: None }))
}

fn threshold(id: u128, from: i64, off: i64) -> Promotion {
    offer(id, PromotionKind::Threshold, |facts| (facts.threshold, facts.amount) = (Some(from), Some(off)))
}

fn percent(id: u128, percent: i64) -> Promotion {
    offer(id, PromotionKind::Percent, |facts| facts.percent = Some(percent))
}

#[test]
fn thirty_one_more_take_forty_off() {
    let products = [product("A", "衬衫", 26_900)];
    let offers = [threshold(1, 30_000, 4000)];
    let sum = sum_of(&of(&products, &[1]), &offers, &Payer::default());
    assert_eq!((sum.total, sum.off), (27_700, 0));
    assert_eq!((sum.missing[0].by, sum.missing[0].amount), (3100, Some(4000)));
    let sum = sum_of(&of(&products, &[2]), &offers, &Payer::default());
    assert_eq!((sum.goods, sum.off, sum.total), (53_800, 4000, 50_600));
    assert!(sum.missing.is_empty(), "it does not repeat");
}

#[test]
fn a_percentage_comes_before_a_threshold_and_a_coupon_last() {
    let products = [product("A", "衬衫", 33_000), product("B", "裤子", 10_000)];
    let coupon = offer(3, PromotionKind::Coupon, |facts| {
        (facts.threshold, facts.amount, facts.code) = (Some(20_000), Some(1500), Some("QINGHE15".into()));
    });
    let payer = Payer { codes: vec!["qinghe15 ".into()], ..Payer::default() };
    let offers = [coupon, threshold(2, 30_000, 4000), percent(1, 10)];
    let sum = sum_of(&of(&products, &[1, 1]), &offers, &payer);
    let steps: Vec<(&str, i64)> = sum.applied.iter().map(|a| (a.promotion_id.as_str(), a.off)).collect();
    assert_eq!(steps, [("P1", 4300), ("P2", 4000), ("P3", 1500)]);
    assert_eq!(sum.total, 43_000 - 9800 + 800);
}

#[test]
fn of_one_group_only_the_better_is_used_and_the_next_step_is_told() {
    let grouped = |id, from, off| {
        let mut offer = threshold(id, from, off);
        offer.facts.group = Some("ladder".into());
        offer
    };
    let products = [product("A", "x", 25_000)];
    let offers = [grouped(1, 10_000, 1000), grouped(2, 20_000, 3000), grouped(3, 30_000, 6000)];
    let sum = sum_of(&of(&products, &[1]), &offers, &Payer::default());
    assert_eq!((sum.applied.len(), sum.off), (1, 3000));
    assert_eq!((sum.missing.len(), sum.missing[0].by, sum.missing[0].amount), (1, 5000, Some(6000)));
}

#[test]
fn an_exclusive_promotion_shuts_out_the_others_for_whom_it_is() {
    let mut members = percent(1, 5);
    (members.facts.exclusive, members.facts.levels) = (true, vec!["金卡".into()]);
    let offers = [members, threshold(2, 10_000, 5000)];
    let products = [product("A", "x", 20_000)];
    let gold = Payer { level: Some("金卡".into()), ..Payer::default() };
    assert_eq!(sum_of(&of(&products, &[1]), &offers, &gold).off, 1000);
    assert_eq!(sum_of(&of(&products, &[1]), &offers, &Payer::default()).off, 5000);
}

#[test]
fn offers_for_other_goods_share_an_order_but_never_a_line() {
    let apart = |mut offer: Promotion, scope: Vec<Reach>| {
        (offer.facts.other_goods, offer.facts.stacks_with, offer.facts.scope) = (true, Some(vec![]), scope);
        offer
    };
    let sweaters = apart(percent(1, 15), vec![Reach::Category("毛衣".into())]);
    let all = apart(threshold(2, 30_000, 4000), vec![]);
    let products = [product("A", "毛衣", 20_000), product("B", "裤子", 30_000)];
    let sum = sum_of(&of(&products, &[1, 1]), &[sweaters.clone(), all.clone()], &Payer::default());
    assert_eq!((sum.off, sum.applied.len()), (7000, 2));
    assert_eq!((sum.lines[0].off, sum.lines[1].off), (3000, 4000));
    // With less of the other goods the threshold takes all of it instead.
    let sum = sum_of(&of(&products[..1], &[2]), &[sweaters, all], &Payer::default());
    assert_eq!((sum.off, sum.applied.len()), (6000, 1));
}

#[test]
fn a_code_that_does_not_count_says_why() {
    let coupon = |id, code: &str, change: fn(&mut PromotionInput)| {
        offer(id, PromotionKind::Coupon, |facts| {
            (facts.amount, facts.code) = (Some(100), Some(code.into()));
            change(facts);
        })
    };
    let offers = [
        coupon(1, "MORE", |facts| facts.threshold = Some(90_000)),
        coupon(2, "CLUB", |facts| facts.members_only = true),
        coupon(3, "SHOES", |facts| facts.scope = vec![Reach::Category("鞋".into())]),
        coupon(4, "OLD", |facts| facts.ends_at = Some(Time::from_micros(0))),
        coupon(5, "ALONE", |facts| facts.stacks_with = Some(vec![])),
        threshold(6, 100, 5000),
    ];
    let codes = ["MORE", "CLUB", "SHOES", "OLD", "ALONE", "NONE"].map(str::to_owned).to_vec();
    let products = [product("A", "x", 20_000)];
    let payer = Payer { codes, now: Time::from_micros(5), ..Payer::default() };
    let sum = sum_of(&of(&products, &[1]), &offers, &payer);
    let why: Vec<Why> = sum.refused.iter().map(|refused| refused.why).collect();
    let expected =
        [Why::BelowThreshold, Why::Members, Why::OtherGoods, Why::Over, Why::NotWithOthers, Why::Unknown];
    assert_eq!(why, expected);
}

#[test]
fn free_postage_counts_in_what_is_paid() {
    let free = offer(1, PromotionKind::FreeShipping, |facts| facts.threshold = Some(5900));
    let products = [product("A", "x", 5000)];
    let short = sum_of(&of(&products, &[1]), std::slice::from_ref(&free), &Payer::default());
    assert_eq!((short.postage, short.total, short.missing[0].by), (Some(800), 5800, 900));
    let enough = sum_of(&of(&products, &[2]), &[free], &Payer::default());
    assert_eq!((enough.postage, enough.total), (Some(0), 10_000));
}

fn any_offer(id: u128) -> impl Strategy<Value = Promotion> {
    let kind = prop::sample::select(PromotionKind::ALL.to_vec());
    let stacks = prop::option::of(prop::sample::subsequence(PromotionKind::ALL.to_vec(), 0..=5));
    let scope = prop::option::of(prop::sample::select(vec!["a", "b"]));
    let group = prop::option::of(prop::sample::select(vec!["g", "h"]));
    let terms = (0_i64..40_000, 0_i64..9000, 1_i64..=100);
    (kind, stacks, scope, group, terms, any::<(bool, bool)>()).prop_map(
        move |(kind, stacks, scope, group, (from, amount, percent), (repeats, other_goods))| {
            offer(id, kind, |facts| {
                facts.threshold = Some(from);
                facts.amount = Some(amount);
                facts.percent = Some(percent);
                facts.gift = Some("袋".into());
                facts.stacks_with = stacks;
                facts.scope = scope.into_iter().map(|name: &str| Reach::Category(name.into())).collect();
                facts.group = group.map(str::to_owned);
                (facts.repeats, facts.other_goods) = (repeats, other_goods);
            })
        },
    )
}

fn any_offers() -> impl Strategy<Value = Vec<Promotion>> {
    (any_offer(1), any_offer(2), any_offer(3), any_offer(4), any_offer(5))
        .prop_map(|(a, b, c, d, e)| vec![a, b, c, d, e])
}

fn any_products() -> impl Strategy<Value = Vec<Product>> {
    prop::collection::vec((prop::sample::select(vec!["a", "b", "c"]), 0_i64..30_000), 1..5).prop_map(|all| {
        let named =
            |(at, (category, price)): (usize, (&str, i64))| product(&format!("G{at}"), category, price);
        all.into_iter().enumerate().map(named).collect()
    })
}

proptest! {
    #[test]
    fn every_yuan_is_explained_and_nothing_is_negative(
        products in any_products(), offers in any_offers(), quantity in 1_i64..9,
    ) {
        let sum = sum_of(&of(&products, &[quantity; 5]), &offers, &Payer::default());
        prop_assert!(sum.total >= 0 && sum.off >= 0 && sum.off <= sum.goods);
        prop_assert_eq!(sum.goods, sum.lines.iter().map(|line| line.amount).sum::<i64>());
        prop_assert_eq!(sum.off, sum.applied.iter().map(|applied| applied.off).sum::<i64>());
        prop_assert_eq!(sum.total, sum.goods - sum.off + sum.postage.unwrap_or(0));
        for line in &sum.lines {
            let of_line = |share: &&Share| share.sku_id == line.sku_id;
            let shares = sum.applied.iter().flat_map(|applied| applied.from.iter().filter(of_line));
            prop_assert_eq!(line.off, shares.map(|share| share.off).sum::<i64>());
            prop_assert!(line.off >= 0 && line.off <= line.amount);
        }
        for applied in &sum.applied {
            prop_assert_eq!(applied.off, applied.from.iter().map(|share| share.off).sum::<i64>());
        }
        prop_assert!(sum.missing.iter().all(|missing| missing.by > 0));
    }

    #[test]
    fn the_order_of_goods_and_offers_does_not_matter(
        products in any_products(), offers in any_offers(), turn in 0_usize..5,
    ) {
        let goods = of(&products, &[2, 1, 3, 1, 1]);
        let (mut turned, mut other) = (goods.clone(), offers.clone());
        turned.rotate_left(turn % goods.len());
        // The same variant twice is the same as two pieces of it.
        turned.push(Good { quantity: 1, ..turned[0] });
        turned[0].quantity -= 1;
        other.rotate_left(turn);
        prop_assert_eq!(
            sum_of(&goods, &offers, &Payer::default()), sum_of(&turned, &other, &Payer::default())
        );
    }

    #[test]
    fn one_more_offer_never_makes_it_dearer(products in any_products(), offers in any_offers(), new in any_offer(9)) {
        let goods = of(&products, &[1, 2, 1, 1, 1]);
        let before = sum_of(&goods, &offers, &Payer::default()).total;
        let with_it: Vec<Promotion> = offers.into_iter().chain([new]).collect();
        prop_assert!(sum_of(&goods, &with_it, &Payer::default()).total <= before);
    }
}
