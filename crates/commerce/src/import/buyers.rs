use desk::error::Refusal;
use desk::order::{Address, BuyerInput, MethodKind, Payment, PaymentKind, PaymentMethod};

use super::rows::{Cells, Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("buyer_id", "买家编号"),
    ("buyer_name", "买家姓名"),
    ("phone", "手机"),
    ("email", "邮箱"),
    ("level", "会员等级"),
    ("recipient", "收货人"),
    ("address_line1", "详细地址"),
    ("address_line2", "门牌"),
    ("district", "区县"),
    ("city", "城市"),
    ("region", "省份"),
    ("postcode", "邮编"),
    ("country", "国家"),
    ("methods", "支付方式"),
];

const KINDS: &[(&str, MethodKind)] = &[
    ("gift_card", MethodKind::GiftCard),
    ("card", MethodKind::Card),
    ("wallet", MethodKind::Wallet),
    ("other", MethodKind::Other),
];

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<BuyerInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["buyer_id"])?;
    Ok(read_groups(&rows.grouped("buyer_id"), problems, |group, wrong| {
        let first = group[0];
        let buyer_id = noted(first.required("buyer_id"), first, wrong);
        let methods = noted(methods(first, custom), first, wrong);
        Some(BuyerInput {
            buyer_id: buyer_id?,
            buyer_name: first.optional("buyer_name"),
            phone: first.optional("phone"),
            email: first.optional("email"),
            level: first.optional("level"),
            address: address(first, first.text("phone")),
            methods: methods?,
        })
    }))
}

/// The address of a row, when it has a street.
pub(super) fn address(row: Cells<'_>, phone: &str) -> Option<Address> {
    let part = |name| row.text(name).to_owned();
    row.optional("address_line1").map(|line1| Address {
        recipient: part("recipient"),
        phone: phone.to_owned(),
        line1,
        line2: part("address_line2"),
        district: part("district"),
        city: part("city"),
        region: part("region"),
        postcode: part("postcode"),
        country: part("country"),
    })
}

/// `gift_card:ID=51.00|card:ID`: the kinds and ids of ways to pay; what is on a gift card follows it.
pub(super) fn methods(row: Cells<'_>, custom: &Custom) -> Result<Vec<PaymentMethod>, Refusal> {
    let wrong = |part: &str| Refusal::invalid("methods", "not_a_method").with("value", part);
    row.list("methods")
        .into_iter()
        .map(|part| {
            let (kind, rest) = part.split_once(':').ok_or_else(|| wrong(&part))?;
            let kind = KINDS.iter().find(|(word, _)| *word == kind).ok_or_else(|| wrong(&part))?.1;
            let (id, balance) = match rest.split_once('=') {
                Some((id, sum)) => (id, Some(custom.money(sum).ok_or_else(|| wrong(&part))?)),
                None => (rest, None),
            };
            Ok(PaymentMethod { method_id: id.to_owned(), kind, label: String::new(), balance })
        })
        .collect()
}

/// `129.00@ID|-20.00@ID`: money that moved, oldest first; below zero it went back.
pub(super) fn payments(row: Cells<'_>, custom: &Custom) -> Result<Vec<Payment>, Refusal> {
    let wrong = |part: &str| Refusal::invalid("payments", "not_a_payment").with("value", part);
    row.list("payments")
        .into_iter()
        .map(|part| {
            let (sum, method) = part.split_once('@').unwrap_or((part.as_str(), ""));
            let (kind, sum) = match sum.strip_prefix('-') {
                Some(sum) => (PaymentKind::Refund, sum),
                None => (PaymentKind::Payment, sum),
            };
            let amount = custom.money(sum).ok_or_else(|| wrong(&part))?;
            Ok(Payment { kind, amount, method: method.to_owned(), at: None })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};

    #[test]
    fn a_buyer_has_an_address_and_ways_to_pay() {
        let text = "买家编号,买家姓名,详细地址,城市,支付方式\nU1,林晓,西湖大道 1 号,杭州,gift_card:G1=51.5|card:C1\n";
        let Batch::Buyers(all) = good(ImportKind::Buyers, text) else { panic!("buyers") };
        let [(2, buyer)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(buyer.address.as_ref().map(|address| address.city.as_str()), Some("杭州"));
        let methods: Vec<_> =
            buyer.methods.iter().map(|known| (known.method_id.as_str(), known.balance)).collect();
        assert_eq!(methods, [("G1", Some(5_150)), ("C1", None)]);
    }

    #[test]
    fn bad_ways_to_pay_are_named() {
        for cell in ["G1", "stamp:G1", "gift_card:G1=much"] {
            let text = format!("buyer_id,methods\nU1,{cell}\n");
            assert_eq!(wrong(ImportKind::Buyers, &text), [(2, "methods".to_owned(), "not_a_method")]);
        }
    }
}
