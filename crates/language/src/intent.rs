//! What buyers ask: the built-in taxonomy. Ids are stable: they stand in the API, the ledger, rules and reports.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// No such id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id:?} is not the id of any {of}")]
pub struct UnknownId {
    /// What was found.
    pub id: String,
    /// What it should have been an id of.
    pub of: &'static str,
}

/// Declares an enum whose variants have ids.
macro_rules! ids {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $id)] $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its id.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownId;

            fn from_str(id: &str) -> Result<Self, UnknownId> {
                match id {
                    $($id => Ok(Self::$variant),)+
                    _ => Err(UnknownId { id: id.to_owned(), of: stringify!($name) }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}

ids! {
    /// How soon a buyer wants an answer.
    Urgency {
        /// Within 30 s.
        Normal = "normal",
        /// Within 15 s.
        Important = "important",
        /// Within 5 s.
        Urgent = "urgent",
    }
}

ids! {
    /// Where a buyer stands on the way from looking to having.
    Stage {
        /// No order of this matter yet.
        Pre = "pre",
        /// Ordered, not paid.
        Unpaid = "unpaid",
        /// Paid, not shipped.
        Unshipped = "unshipped",
        /// On its way.
        InTransit = "in_transit",
        /// Arrived.
        Received = "received",
        /// A return or refund is open.
        AfterSale = "after_sale",
    }
}

ids! {
    /// How a buyer feels, from light to dark.
    Emotion {
        /// Pleased.
        Positive = "positive",
        /// Neither.
        Neutral = "neutral",
        /// Hurried, worried.
        Anxious = "anxious",
        /// Disappointed, blaming.
        Dissatisfied = "dissatisfied",
        /// Furious, threatening, swearing.
        Angry = "angry",
    }
}

/// Which of the two ways to rank urgency a shop has chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Preset {
    /// After-sale trouble first: the tiers of 5, 15 and 30 seconds.
    #[default]
    A,
    /// Buyers about to pay first.
    B,
}

/// When an intent usually comes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Usual {
    Pre,
    Post,
    Any,
}

macro_rules! intents {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $usual:ident, $a:ident, $b:ident;)+) => {
        ids! {
            /// What is asked.
            Intent {
                $($(#[$doc])* $name = $id,)+
            }
        }

        impl Intent {
            /// How soon an answer is wanted, if nothing else speaks.
            pub const fn urgency(self, preset: Preset) -> Urgency {
                match (self, preset) {
                    $((Self::$name, Preset::A) => Urgency::$a, (Self::$name, Preset::B) => Urgency::$b,)+
                }
            }

            const fn usual(self) -> Usual {
                match self { $(Self::$name => Usual::$usual,)+ }
            }
        }
    };
}

intents! {
    /// 打招呼: hello, are you there; nothing asked yet.
    Greeting = "greeting", Any, Normal, Normal;
    /// 致谢、结束: thanks, ok, bye; needs no answer, never reopens.
    ThanksClosing = "thanks_closing", Any, Normal, Normal;
    /// 要人工: wants a person.
    AskHuman = "ask_human", Any, Urgent, Urgent;
    /// 投诉: complains, threatens a complaint, bad review, platform, 12315, media, asks for the manager.
    Complaint = "complaint", Any, Urgent, Urgent;
    /// 议价: asks for a lower price, a gift, free postage.
    Bargain = "bargain", Pre, Important, Urgent;
    /// 价格优惠: what it costs, is there an offer now or later.
    PriceDiscount = "price_discount", Pre, Important, Normal;
    /// 优惠券、红包: how to get or use a coupon, voucher, points, why it fails.
    CouponUse = "coupon_use", Pre, Important, Normal;
    /// 活动规则: thresholds, stacking, gifts with purchase, time of an event.
    PromotionRules = "promotion_rules", Pre, Important, Normal;
    /// 保价、降价补差: price fell after buying; asks for the difference.
    PriceProtection = "price_protection", Post, Urgent, Important;
    /// 赠品: is there a gift, which, it is missing from the offer.
    Gift = "gift", Any, Important, Normal;
    /// 库存、补货: is it in stock, when again.
    Stock = "stock", Pre, Important, Normal;
    /// 预售、发货承诺: when a presale or made-to-order item ships, before or after buying.
    PresaleDate = "presale_date", Any, Important, Normal;
    /// 正品、资质: genuine, certificates, origin.
    Authenticity = "authenticity", Pre, Important, Normal;
    /// 质保: how long, what it covers.
    Warranty = "warranty", Any, Important, Normal;
    /// 尺码推荐: which size for height, weight, foot; does it run large.
    SizeAdvice = "size_advice", Pre, Important, Normal;
    /// 商品属性: colour, material, capacity, function, shelf life, contents, compatibility.
    Attribute = "attribute", Pre, Important, Normal;
    /// 推荐、对比: which one, what is the difference, what goes with it.
    RecommendCompare = "recommend_compare", Pre, Important, Normal;
    /// 使用方法: how to use, wash, care, store.
    UsageHowto = "usage_howto", Post, Important, Important;
    /// 安装: how to install or assemble, is installing included.
    Install = "install", Post, Important, Important;
    /// 故障: does not work, how to repair.
    Malfunction = "malfunction", Post, Urgent, Important;
    /// 下单指导: how to order, choose, combine, order by someone else.
    OrderHow = "order_how", Pre, Important, Urgent;
    /// 下单失败: cannot submit, limit reached, item gone from basket.
    OrderFailed = "order_failed", Pre, Urgent, Urgent;
    /// 付款问题: payment fails, methods, instalments, paid but shows unpaid.
    Payment = "payment", Pre, Urgent, Urgent;
    /// 改订单: change colour, size, quantity, note, merge orders.
    ModifyOrder = "modify_order", Post, Important, Important;
    /// 改地址: change address, phone or name.
    ChangeAddress = "change_address", Post, Important, Important;
    /// 取消订单: cancel before or after shipping, intercept.
    CancelOrder = "cancel_order", Post, Urgent, Important;
    /// 发票: issue, change, title, electronic, when.
    Invoice = "invoice", Post, Normal, Normal;
    /// 何时发货: when it ships, has it shipped.
    ShipWhen = "ship_when", Post, Normal, Normal;
    /// 催发货: late already, hurry, why not yet.
    UrgeShipping = "urge_shipping", Post, Important, Normal;
    /// 快递、运费: which courier, can one choose, postage, free postage, remote areas, how many days.
    ShippingMethod = "shipping_method", Any, Normal, Normal;
    /// 查物流: where is it, when does it arrive, tracking number.
    WhereIsIt = "where_is_it", Post, Normal, Normal;
    /// 物流异常: no movement, wrong place, returned by courier, lost.
    LogisticsStuck = "logistics_stuck", Post, Important, Important;
    /// 显示签收未收到: shown as delivered, not received.
    NotReceived = "not_received", Post, Urgent, Important;
    /// 错发、漏发、少件: wrong item, part missing.
    WrongMissing = "wrong_missing", Post, Urgent, Important;
    /// 破损: broken or leaking on arrival.
    Damaged = "damaged", Post, Urgent, Important;
    /// 质量问题: fault, smell, pilling, fading, bad workmanship, not as described, suspicion of a fake after receipt.
    Quality = "quality", Post, Urgent, Important;
    /// 退货: wants to return; how, may I, who pays.
    Return = "return", Post, Urgent, Important;
    /// 换货: wants another size, colour, a replacement.
    Exchange = "exchange", Post, Urgent, Important;
    /// 退款: wants money back, how much, only-refund, dispute.
    Refund = "refund", Post, Urgent, Important;
    /// 退款进度: when does it arrive, refused why.
    RefundStatus = "refund_status", Post, Urgent, Important;
    /// 退换货进度: has the warehouse got it, return address, return tracking number.
    ReturnProgress = "return_progress", Post, Important, Important;
    /// 会员: level, points, member benefits, birthday gift.
    Member = "member", Any, Normal, Normal;
    /// 账号: log-in, binding, identity.
    Account = "account", Any, Urgent, Urgent;
    /// 评价、返现: review rewards, cash back, changing a review.
    ReviewCashback = "review_cashback", Post, Normal, Normal;
    /// 店铺、营业: opening hours, offline shop, wholesale, cooperation, contact.
    StoreService = "store_service", Any, Normal, Normal;
    /// 闲聊: small talk, emoji, tests of the bot.
    Chitchat = "chitchat", Any, Normal, Normal;
    /// 其他: about the shop but none of the above.
    Other = "other", Any, Normal, Normal;
    /// 无关: not about shop, product or order.
    OutOfScope = "out_of_scope", Any, Normal, Normal;
}

impl Intent {
    /// The stage that the intent alone speaks of; none when it comes up anywhere.
    pub fn usual_stage(self) -> Option<Stage> {
        match (self, self.usual()) {
            (_, Usual::Any) => None,
            (_, Usual::Pre) => Some(Stage::Pre),
            (
                Self::ShipWhen
                | Self::UrgeShipping
                | Self::ModifyOrder
                | Self::ChangeAddress
                | Self::CancelOrder,
                _,
            ) => Some(Stage::Unshipped),
            (Self::WhereIsIt | Self::LogisticsStuck, _) => Some(Stage::InTransit),
            (Self::Refund | Self::RefundStatus | Self::Return | Self::ReturnProgress | Self::Exchange, _) => {
                Some(Stage::AfterSale)
            }
            (_, Usual::Post) => Some(Stage::Received),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_intents() {
        assert_eq!(Intent::ALL.len(), 48);
        for intent in Intent::ALL {
            assert_eq!(intent.id().parse(), Ok(*intent));
            assert_eq!(serde_json::to_string(intent).expect("writes"), format!("\"{intent}\""));
        }
    }
}
