//! Closed lists: what a shop may rule, what may become of an order, what may be promised, done or boasted of; each with
//! the words that say it.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use super::statement::StatementKind;

/// Something can be had.
pub(super) const IN_STOCK: &str = "in_stock";
/// There is much of it.
pub(super) const PLENTY: &str = "plenty";
/// There are but a few.
pub(super) const FEW: &str = "few";
/// It cannot be had.
pub(super) const SOLD_OUT: &str = "sold_out";

/// A term, and the words that say it.
pub(super) struct Term {
    pub(super) kind: StatementKind,
    pub(super) name: &'static str,
    pub(super) words: Regex,
}

/// All terms.
pub(super) static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
    let of = |kind: StatementKind, list: &'static [(&'static str, &'static str)]| {
        list.iter().map(move |(name, words)| Term { kind, name, words: pattern(words) })
    };
    of(StatementKind::Policy, POLICIES)
        .chain(of(StatementKind::OrderState, STATES))
        .chain(of(StatementKind::Redress, REDRESS))
        .chain(of(StatementKind::Deed, DEEDS))
        .chain(of(StatementKind::Absolute, ABSOLUTES))
        .collect()
});

/// Rules of shops.
const POLICIES: &[(&str, &str)] = &[
    (
        "no_reason_return",
        r"无理由|不喜欢就退|随便退|no[- ]questions?[- ]asked|any reason|change your mind|hassle[- ]free returns?",
    ),
    (
        "free_return",
        r"(?:免费|包)(?:退货|退换|上门取件|退)|退货(?:包邮|免邮|免运费|运费我们(?:出|承担))|运费(?:由)?我们(?:承担|出)|free returns?|return (?:shipping|postage|label) (?:is )?(?:free|on us|paid|covered)|return shipping[^;!?\n]{0,30}\bfree\b|free exchanges?|prepaid (?:return )?label|pay(?:ing)? (?:for )?(?:the )?return (?:shipping|postage)",
    ),
    (
        "free_shipping",
        r"包邮|包运费|免邮|免运费|不收运费|不用(?:付|出)?运费|免费配送|运费全免|免快递费|free (?:standard |express |worldwide |international )?(?:shipping|delivery|postage)|ships? (?:for )?free|shipping is (?:free|on us)|no (?:shipping|delivery) (?:fee|cost|charge)s?|deliver(?:ed|y)? (?:for )?free",
    ),
    ("freight_insurance", r"运费险|运险|退货险|return insurance|shipping insurance|freight insurance"),
    ("warranty", r"保修|质保|联保|保固|warranty|guaranteed? for \d"),
    ("lifetime", r"终身|一辈子|永久(?:保|免费|质)|lifetime|for life\b|life[- ]long|forever"),
    (
        "price_protection",
        r"价保|保价|差价|补差|降价补|price (?:protection|adjust)|refund the difference|difference (?:back|is refunded)",
    ),
    (
        "price_match",
        r"买贵|比别家贵|price[- ]?match|match(?:es|ed)? (?:any|the|a|their|that) (?:competitor|price)|beat any price|competitor|price guarantee",
    ),
    ("fake_redress", r"假一(?:赔|罚)|fake one|counterfeit.{0,12}(?:pay|times|refund)"),
    (
        "replacement",
        r"只换不修|免费换新|以换代修|以旧换新|坏了(?:就|包)换|(?:包|免费)换|trade[- ]?in|free replacement|replaced? (?:it )?(?:for )?free",
    ),
    (
        "refund_only",
        r"仅退款|只退款不退货|不用退货|不用寄回|无需退货|keep (?:the item|it|them) and|without (?:returning|sending)|don't (?:need|have) to (?:return|send)|no need to (?:return|send)",
    ),
    (
        "cash_on_delivery",
        r"货到付款|先(?:用|试)后付|cash on delivery|pay on delivery|pay later|try before you",
    ),
    ("instalments", r"分期|免息|花呗|白条|instal?lments?|interest[- ]free|klarna|afterpay|pay in \d"),
    (
        "invoice",
        r"(?:可以|能|支持|可)开(?:具)?(?:电子|增值税|专用|普通|专|普)?(?:发票|票)|不(?:能|可以|支持|提供)?开(?:具)?(?:电子|增值税|专)?(?:发票|票)|(?:专票|增值税专用发票)|provide (?:an? )?(?:vat )?invoice|vat invoice",
    ),
    (
        "gift",
        r"赠品|送(?:礼品|小礼物|礼物|运费险)|附赠|赠送|(?:就|再|还|加)送\p{Han}{1,8}(?:一|两|\d)?(?:条|个|份|双|件|支|盒|包|瓶)|买就送|下单(?:就|即)送|free gift|comes with a (?:free|gift)|complimentary",
    ),
    (
        "points",
        r"(?:双倍|三倍|多倍|\d倍)积分|积分(?:可以|能)?(?:抵|兑)|double points|points (?:can|are|for)|cash ?back",
    ),
    (
        "worldwide",
        r"全球(?:配送|直邮|发货)|海外(?:直邮|配送)|(?:可以|能|支持)(?:发|寄|送)(?:国外|海外|港澳台)|ship (?:worldwide|internationally|overseas|anywhere)|international shipping|worldwide shipping",
    ),
    (
        "pickup",
        r"上门(?:取件|取货|揽收|安装|维修)|包安装|免费安装|送货上门|home (?:pickup|collection)|pick(?:ed)? (?:it )?up from your|free install|install(?:ation)? (?:is )?(?:free|included)",
    ),
    (
        "insured",
        r"破损(?:包|必|全)(?:赔|补)|坏果包赔|坏单包赔|包赔|broken.{0,20}(?:replaced|refund)|damage(?:d)? (?:is |are )?covered",
    ),
    (
        "stackable",
        r"(?:可以|能|可)(?:和|与|跟)?[^,.;!?\n]{0,12}(?:叠加|同享|一起用|同时(?:使用|用))|(?:不可|不能|不可以|无法)[^,.;!?\n]{0,12}(?:叠加|同享|一起用|同时(?:使用|用))|stack(?:s|ed|able)?\b|combin(?:e|ed|able)\b|used? together|on top of",
    ),
    (
        "unlimited",
        r"(?:back|return)[a-z ]{0,12} any ?time|不限(?:次数|时间|量|购)|随时(?:可以)?退|任何时候都(?:可以|能)退|什么时候(?:都)?(?:可以|能)退|unlimited|any ?time (?:you|for)|at any time (?:for|you can return)|no time limit|no limit",
    ),
    (
        "worn_return",
        r"(?:wear|wash|use)(?: it| them)?[a-z ]{0,24}\breturn|(?:穿过|洗过|用过|拆封|试用|剪了?吊牌|没有吊牌)[^,.;!?\n]{0,8}(?:也|都|照样)?(?:可以|能|可|支持)退|even (?:if|after) (?:worn|washed|used|opened|you)|(?:worn|washed|used|opened) items? (?:can|are|may)",
    ),
    (
        "no_return",
        r"(?:不支持|不接受|不能|不可以|一律不|概不|不予)(?:七天|7天)?(?:无理由)?退(?:货|换|款)?|final sale|no returns|non[- ]?returnable|non[- ]?refundable|not? (?:accept|eligible for) (?:any )?returns?|can(?:no|')t be returned",
    ),
    ("member_price", r"会员(?:价|折扣|专享|免)|vip(?:价|折|专享)|members? (?:get|price|only|enjoy|receive)"),
    (
        "customs",
        r"包税|关税(?:由)?我们|免关税|duties (?:are )?(?:paid|included|covered)|no customs|tax[- ]free",
    ),
];

/// How an order may stand. The words tell of something that has come about.
const STATES: &[(&str, &str)] = &[
    (
        "not_shipped",
        r"(?:还|尚|暂)?(?:没有?|未)(?:有)?(?:发货|发出|寄出|出库|发走)|待发货|(?:hasn't|has not|not|hasn't been|not been|yet to)(?: yet)?(?: been)? (?:shipped|dispatched|sent|left)\b(?: yet)?|yet to ship|not yet shipped",
    ),
    (
        "shipped",
        r"已(?:经)?(?:全部|为您|给您|帮您|由[^,.;!?\n]{1,8}|交给[^,.;!?\n]{1,8}|从[^,.;!?\n]{1,10}|在[^,.;!?\n]{1,12}|于[^,.;!?\n]{1,14})?(?:发货|发出|寄出|出库|发走|揽收|交给|出仓|离仓)|(?:发货|发出|寄出|出库|发走)了|(?:今天|昨天|前天|早上|刚刚|刚)(?:就|已)?(?:发货|发出|寄出|出库)|(?:has|have|had|was|were|been|'s|'ve|already|just|got)(?: already| just| been)* (?:shipped|dispatched|sent out|posted|picked up by)|\bshipped (?:with|on|via|by|out|from|yesterday|today|this|last)|we shipped|left (?:our|the) warehouse|(?:left|out of) our warehouse|handed (?:over )?to the (?:carrier|courier)",
    ),
    (
        "in_transit",
        r"(?:正|已)?在(?:路上|途中|运输|运送|转运|配送(?:途)?中|派送中)|运输中|配送中|已(?:经)?(?:到达|抵达|离开)[^,.;!?\n]{0,12}(?:中心|分拨|站|市|网点)|on (?:its|the|their) way|in transit|en route|(?:has |have )?(?:arrived|cleared|left|departed)(?: at| from| in)? (?:the |our |your )?(?:local |sorting |distribution |regional )?(?:facility|hub|depot|customs|centre|center)",
    ),
    (
        "out_for_delivery",
        r"正在派送|派送中|派件中|快递员正|正在为您(?:派|送)|out for delivery|with the driver|on the van",
    ),
    (
        "delivered",
        r"已(?:经)?(?:于|在|由|被)?[^,.;!?\n]{0,16}(?:签收|送达|妥投|收货|投递)|(?:签收|送达|妥投)了|(?:has|have|had|was|were|been|'s|already|got|as)(?: already| just| been)* delivered|delivered (?:on|at|to|yesterday|today|this|by)|signed for|handed (?:over )?to (?:a|your|the) (?:neighbo|door|recept|concierge)|left (?:it )?(?:with|at|by) (?:a |your |the )?(?:neighbo|door|porch|recept|mr|ms)|you(?:'ve| have)? received it",
    ),
    ("stuck", r"(?:物流|包裹|快递)(?:停滞|卡住|不动|异常|滞留)|stuck|held at customs|delayed in transit"),
    (
        "lost",
        r"(?:丢失|丢件|弄丢|遗失)了?|(?:is|was|been|got|declared)[^,.;!?\n]{0,20} lost|lost in transit|went missing",
    ),
    (
        "returned",
        r"已(?:经)?(?:被)?(?:退回|退件)|正在退回|退回(?:仓库|商家|途中)|(?:is|was|being|been)(?: on its way)? (?:returned|sent back|coming back) ?(?:to (?:us|sender|the sender|our))?|returned to sender|way back to us",
    ),
    (
        "refunded",
        r"(?:已(?:经)?(?:全额|原路|为您|给您|帮您|成功|全部)*(?:退款|退还|退回原|到账|打款))|退款(?:已(?:经)?|都)?(?:到账|成功|完成|打给您|处理好|处理完|原路退回)|(?:款|钱)(?:项)?已(?:经)?(?:退|原路|到|打)|退款了|(?:has|have|had|was|were|been|'s|'ve|already|just)(?: already| just| been| fully| now)* (?:refunded|reimbursed|credited)|refund (?:of [^,.;!?\n]{1,14})?(?:has|have|was|is|had|'s)(?: already| just| been| now)* (?:issued|processed|completed?|done|sent|approved|credited|paid|gone through|successful)|(?:issued|processed|sent|completed|approved) (?:a|the|your|you a)(?: full| partial)? refund",
    ),
    (
        "refunding",
        r"(?:正在|在)(?:为您|给您)?(?:处理)?退款|退款(?:正在|中|处理中|审核中|申请中|在处理|进行中)|refund (?:is|of[^,.;!?\n]{1,20} is) (?:being|under|in progress|on its|processing|pending)|being refunded|processing (?:your|the) refund",
    ),
    (
        "cancelled",
        r"已(?:经)?(?:为您|帮您|成功|被)?(?:取消|关闭|撤销)|取消(?:成功|了)|(?:has|have|was|were|been|'s|'ve|is|already)(?: already| just| been| now)* cancell?ed",
    ),
    (
        "unpaid",
        r"(?:还)?(?:没有?|未)(?:付款|支付|付钱)|待付款|(?:not|n't)(?: yet)?(?: been)? paid|unpaid|awaiting payment",
    ),
    (
        "paid",
        r"已(?:经)?(?:成功)?(?:付款|支付)|(?:付款|支付)成功|payment (?:was|has been|is|has) (?:received|successful|confirmed|gone through)|(?:is|was|been|already) paid\b",
    ),
    (
        "preparing",
        r"正在(?:备货|打包|配货|拣货|处理您的订单)|备货中|打包中|配货中|being (?:packed|prepared|processed|picked)|is packed",
    ),
];

/// What may be promised to a buyer.
const REDRESS: &[(&str, &str)] = &[
    (
        "refund",
        r"(?:给|为|帮|替)(?:您|你)(?:们)?(?:直接|马上|立即|立刻|全额|申请|办理|安排|操作|原路|全部|再|先)*(?:退款|退钱|退回|退全款|退货退款|退)|退(?:您|你)(?:全款|钱)?|全额退|全款退|退一赔|(?:we|i|our team|they|the shop)(?:'ll| will| shall| can| are going to| am going to|'d|'re going to| promise to| guarantee to)?(?: gladly| happily| also| immediately| fully| just| personally)* (?:refund|reimburse|pay you back|give you your money back|return your money|credit)|you(?:'ll| will| can| shall| are going to)?(?: also| get| be| have| receive)* (?:fully )?(?:refunded|reimbursed|your money back|a (?:full |partial |complete )?refund|credited)|full refund|money[- ]back|(?:issue|process|arrange|give you|offer you)(?: you)? (?:a |the |your )?(?:full |partial )?refund",
    ),
    (
        "compensation",
        r"赔(?:您|你|偿|付|给)|(?:给|为)(?:您|你)(?:们)?[^,.;!?\n]{0,4}(?:赔|补偿|补贴|返现)|补偿(?:您|你|金)|补(?:您|你)|返(?:您|你)|compensat|make it up to you|(?:as|for)(?: an?)? (?:apology|compensation|goodwill)|for (?:the|your) (?:trouble|inconvenience)|store credit|pay you",
    ),
    (
        "favour",
        r"(?:送|赠)(?:您|你)|(?:给|为|帮)(?:您|你)(?:们)?[^,.;!?\n]{0,6}(?:送|发|申请|争取|领|补发|补寄|寄)(?:一?张|一?个|一?份|一?件|[^,.;!?\n]{0,4}(?:券|红包|赠品|礼|优惠|积分|新的?))|(?:给|帮|为)(?:您|你)(?:们)?(?:打|便宜|优惠|减|免|抹|改价|降|调价|补发|补寄|重发|重寄|换新|换一|免单|升级|延长)|免(?:您|你)的?(?:运费|邮费|单)|免单|私下|(?:we|i|our team)(?:'ll| will| shall| can| am going to| are going to|'d|'ve)?(?: gladly| also| just| happily| personally| throw in| already)* (?:send you|give you|offer you|throw in|waive|include|upgrade|resend|reship|replace|knock|take off|discount|extend)|you(?:'ll| will| can| get|'ve got)?(?: also| get| receive| have| be given)* (?:a |an |one )?(?:free|new|extra|bonus|special)? ?(?:coupon|voucher|gift card|replacement|upgrade|gift)|on the house|on us\b|free of charge|at no (?:extra )?(?:cost|charge)",
    ),
    (
        "appointed",
        r"(?:我|我们|客服|主管|经理|店长)(?:会|将|一定|保证|马上|立即|这就)(?:在|于)?[^,.;!?\n]{0,14}(?:赔|补发|换新|免单|退款|退钱|补偿|打款|转账)|直接(?:转账|打款|转给)|transfer (?:the )?money|wire you|paypal you|venmo",
    ),
];

/// What may be said to have been done.
const DEEDS: &[(&str, &str)] = &[(
    "done",
    r"(?:已(?:经)?|刚刚?|都)(?:为您|给您|帮您|替您|在后台|跟仓库|联系|通知)[^,.;!?\n]{0,8}(?:退款|补发|取消|修改|改好|改了|改为|改成|更改|申请|催|下单|补偿|开票|开好|备注|拦截|升级|提交|办理|办好|处理好|处理完|安排好|安排了|预留|锁定|核实过|审核|通过|换货|退货|延长|登记好|添加|发放|发了|送|换)|已(?:经)?(?:让|叫|安排|联系|通知|催)[^,.;!?\n]{1,10}|(?:已(?:经)?|都)(?:申请|提交|拦截|备注|改好|催过|催了|改成|改为|预留|加急|审核通过|同意)|(?:地址|电话|尺码|颜色|收件人|备注|订单)(?:已(?:经)?|都)(?:[^,.;!?\n]{0,4})(?:改|换|更新|修改)|\b(?:i|we|our team|the team|the warehouse|my colleague|the manager)(?:'ve| have| has)?(?: just| already| now| personally| gone ahead and)* (?:issued|processed|cancell?ed|changed|updated|submitted|filed|arranged|reserved|upgraded|applied|waived|extended|escalated|replaced|reshipped|resent|approved|intercepted|rerouted|refunded|credited|switched|set aside|booked)\b|(?:address|size|colou?r|order|phone|name) (?:has|have|was|is)(?: already| just| now)*(?: been)? (?:changed|updated|switched|corrected|intercepted|rerouted|upgraded)|(?:replacement|exchange|return|claim|invoice) (?:has|have|was|is)(?: already| just| now)*(?: been)? (?:sent|shipped|approved|issued|arranged|filed|processed|created)",
)];

/// What nobody can promise: superlatives, cures, certainties, and what must be proven.
const ABSOLUTES: &[(&str, &str)] = &[
    (
        "superlative",
        r"最(?:便宜|低价|好的?|优惠|划算|安全|高级|先进|正宗|顶级|受欢迎|畅销|佳|优|强|权威)|(?:全网|全国|全球|史上|行业|业内|同行)(?:最|第一|领先|独家|唯一|首)|第一品牌|销量第一|排名第一|国家级|世界级|顶级|极致|独一无二|史无前例|无与伦比|cheapest|lowest price|best price|best [a-z ]{1,24} in the|best in|best (?:quality|deal|on the market|you)|number one|#1|no\.? ?1|world's|top[- ]rated|unbeatable|finest|most (?:popular|trusted|effective|advanced|durable)|the best",
    ),
    (
        "certainty",
        r"绝对|百分之?百|100%|百分百|永远(?:不|都)|永不|从不|万无一失|零(?:风险|差评|投诉|副作用|添加)|保证(?:不|会|能|是|您|给|明|今|后|质|正)|包(?:治|好|您满意|瘦|过)|肯定不会|一定不会|绝不|never (?:fade|pill|shrink|break|wear|lose|fail|rust|leak)|guaranteed?\b|100 ?percent|absolutely|risk[- ]free|without (?:any )?(?:fail|risk|doubt)|foolproof|zero risk|no side effects",
    ),
    (
        "medical",
        r"治疗|治愈|根治|疗效|药效|抗癌|防癌|降(?:血压|血糖|血脂)|消炎|杀菌|抗菌|抑菌|医用|医疗|药用|处方|祛(?:斑|痘|疤|皱|湿)|减肥|瘦身|增高|补肾|壮阳|排毒|养颜|安神|助眠|改善睡眠|缓解疼痛|cure[sd]?\b|treat(?:s|ment)?\b|heal(?:s|ing)?\b|medical|clinical|doctor|dermatolog|fda|anti-?bacterial|antiviral|lose weight|weight loss|detox|relieve|prevents? (?:cancer|disease)|therap",
    ),
    (
        "authenticity",
        r"正品|真品|专柜|原装|进口|授权|官方认证|防伪|质检报告|检测报告|合格证|genuine|authentic|certified|original brand|officially|licensed|imported",
    ),
    (
        "fame",
        r"明星同款|网红|名人|领导人|驰名|获奖|专利|央视|上榜|celebrit|as seen on|award|patented|endorsed",
    ),
];
