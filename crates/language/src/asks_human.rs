//! Whether a text asks for a person instead of the bot. A request is honoured within one turn, so it must not be
//! missed, however it is typed.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalize::{fold, is_han};

/// Whether a text asks for a person: 转人工, 我要真人, 叫你们客服来, `talk to an agent`, also spaced, mistyped or in
/// pinyin. Not for things made by hand (人工智能, 人工发货) nor for people who were only mentioned.
pub fn asks_human(text: &str) -> bool {
    let text = unspaced(&fold(text));
    let refused = REFUSES.replace_all(&text, " ");
    let text = NO_PERSON.replace_all(&refused, " ");
    ASKS_CHINESE.is_match(&text)
        || ALONE.is_match(text.trim_matches(|c: char| !c.is_alphanumeric()))
        || asks_english(&text)
}

fn asks_english(text: &str) -> bool {
    let text = NO_PERSON_ENGLISH.replace_all(text, " ");
    ASKS_ENGLISH.is_match(&text)
}

/// 人工, with its usual slips: 人共, 人公, 任工, pinyin.
const PERSON: &str = r"(?:人工|人共|人公|人宫|人供|任工|仁工|真人|活人|人类|ren\s?gong|rg|zhen\s?ren)";
/// Staff; too vague to be asked for without a verb.
const STAFF: &str = r"(?:客服|售后|售前|专员|技术|技术员|技术人员|工作人员|店长|店主|老板|经理|主管|负责人|领导|管事的|人员|懂的|能办事的)";

static ASKS_CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    let patterns = [
        // 转人工, 接一下真人, 找你们的人工客服, 我要人工
        format!(r"(?:转|轉|转接|转到|接|接入|接通|换|找|叫|喊|要|来|给|请|联系|呼叫|呼|连|切|切换|安排|派|用|上|见|有没有|有|还是|直接|需要|想|等|换成|同|和|跟|与|zhuan|砖|赚|传|专|zhaun|zhuang|z)[^，。,.!;]{{0,6}}?{PERSON}"),
        format!(r"{PERSON}(?:客服|服务|坐席|座席|接待|处理|回复|回答|解答|帮|来|呢|吧|呗|快|在|啊|呀|去哪|跑哪|怎么|咋|一直|有吗|有没有|可以|能|什么时候|多久|几点|!|\?|$)"),
        // 真人 without a verb still asks
        format!(r"^[^a-z]{{0,4}}{PERSON}"),
        // 转客服, 找你们经理, 叫客服来
        format!(r"(?:转接?到?|接|换个?|找|叫|喊|联系|安排|派|让)(?:一?下|一?个|到|给|你们?|您|你家|专门|专业|那?个|负责|的|我|真|懂|能办事)*(?:[^，。,.!;?]{{0,4}}的)?{STAFF}(?:[^下的说]|的?人|来|$)"),
        r"(?:转|换|找|叫|来|派|安排|让|请|给我?)(?:一?下|一?个|到|你们?|您)*(?:会说话|能说话|能办事|能做主|管事|管用|活|懂|别的|其他)的?(?:人|客服)?(?:来|$)".to_owned(),
        // 换个人, 叫个人来, 找个人跟我说, 给我叫人
        r"换(?:一?个)?(?:别?人|客服)(?:来|吧|跟|和|$)|换人(?:来|吧|跟|$|!)|(?:叫|找|来|派|让|安排|喊|给)(?:我|你们)?(?:一?个|几个)人(?:[^都气家数]|$)|(?:叫|喊|给我叫|给我找|快叫)人(?:来|!|$|过来)|来个?活的|来人啊|(?:跟|和|同|与)(?:个|一个)?人(?:说|聊|沟通|讲|对话|谈)".to_owned(),
        // 不要机器人, 不想跟机器人说, 机器人走开
        r"(?:不要|不想要?|别|不跟|不和|别用|别拿|少拿|拒绝|不是?要|老子不跟|我?不想?[跟和同]|烦死?)[^，。,.!;]{0,4}(?:机器人?|机器|ai|智能客服)(?:$|[^吗])|机器人?(?:走开|滚|闭嘴|别|退下|一边)|(?:都|又|还|一直|老|总)是(?:机器人|自动回复|智能客服)|(?:跟|和)机器人?(?:说不清|说不通|沟通不了|聊不)|关掉?机器人|机器人(?:解决不了|听不懂|说不清)".to_owned(),
        // the person of before
        r"(?:之前|刚才|昨天|上次|前面)[^，。,.!;]{0,8}客服(?:呢|在吗|在不在|还在吗)|(?:换|转|找|要)[^，。,.!;投诉]{0,4}(?:刚才|之前|昨天|上次)[^，。,.!;]{0,3}(?:客服|人)|转给(?:她|他|那|小)|还有别的客服|客服(?:呢|人呢|死哪|都死|去哪|哪去|跑哪|出来)|人都死|找[^，。,.!;]{1,3}客服|(?:要|让|请|找)(?:个)?(?:技术|技术人员|专业的?|专员|懂的人?)(?:跟|和|帮|给|来)".to_owned(),
        // a call back
        r"(?:给我|跟我|帮我)?(?:回|打|来)个?(?:电话|语音)给我|给我(?:回|打|来)一?个?电话|打电话给我|让[^，。,.!;]{0,4}打给我".to_owned(),
        r"转(?:售后|售前|投诉|技术|财务|退款|主管|高级|专员|接一?下|一下|接$)|(?:前面|还要|还有|已经)[^，。,.!;]{0,4}(?:排队|几个人|多少人)|排队(?:还|要|多久|到)|转(?:给|到)(?:负责|专门|专业)".to_owned(),
    ];
    regex(&patterns.join("|"))
});

/// The whole text, but for politeness.
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:你好|您好|在吗|亲|哈喽|嗨|hi|hello|喂|急|快|请|麻烦|请问)*[\s,.!~]*(?:{PERSON}|在线客服|联系客服|客服人员|转接|呼叫客服|接线员|zrg|工人客服|人工+|工人|转工人|转人|kefu)(?:客服|服务)?[\s,.!~]*(?:谢谢|吧|啊|呢|呀|快|急|谢|!)*$"
    ))
});

/// Said not to be wanted: 不用转人工, 先别转人工.
static REFUSES: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?:不用|不需要|不要|别|不必|无需|先不|暂时不|不想|没必要|不是要|不转|别给我|不要给我|不用再|不找|不用找)(?:再|去|帮我|给我|先)*(?:转|找|换|接|叫|要|联系)?(?:到|给|成|接)*(?:人工|真人)(?:客服|服务)?(?:了|的|吧|啦)?",
        r"|\b(?:don'?t|do not|no need to|not) (?:need|want|have|wish|looking)?(?: to)? ?(?:talk|speak|transfer|be transferred|connect|chat)?(?: me)?(?: to| with| for)? ?(?:an?|the|any)? ?(?:human|agent|real person|person|representative|rep)\b",
    ))
});

/// 人工 that is no person, or a person only told of.
static NO_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?:纯|全|半|手工|是|用|靠|非|都是|属于|有没有|无)?人工(?:智能|发货|打包|包装|配货|制作|制造|缝|缝制|编织|编|做|织|绣|刺绣|雕|雕刻|打磨|合成|培育|养殖|种植|繁殖|饲养|皮革?|革|草|草坪|石|钻石?|水晶|宝石|珍珠|色素|香精|香料|甜味剂|添加|费用?|成本|钱|干预|授粉|湖|岛|林|呼吸|降雨|耳蜗|晶体|关节|采摘|挑选|筛选|分拣|质检|检查|检验|核对|审核|审查|审批|验货|拣货|放|上弦|的还是机器|还是机器|还是机械)",
        r"|真人(?:秀|实拍|图|照|版|模特|试穿|上身|拍摄|发|头发|毛发|cs|比例|大小|尺寸)",
        r"|(?:是不是|都是|你是|你们是|您是|到底是|^是)(?:个)?(?:真人|人工|活人|真的人)(?:客服|回复|在回|在回复|服务|吗|还是|嘛|么|吧|$)[^要转找接叫]{0,6}",
        r"|(?:真人|人工)还是(?:机器人?|ai|自动)",
        r"|(?:人工|真人)?客服(?:态度|素质|水平|电话|都说|刚才说|之前说|昨天说|上次说|告诉|答应|承诺|让我|叫我|跟我说|和我说|给我的|说的|说了|说是|说可|说不|说会|说能|说要)",
        r"|(?:之前|刚才|昨天|上次|前天|早上|你们)的?(?:人工|真人)客服(?:说|告诉|答应|让|叫|跟我|给我)",
        r"|(?:不|没人?|没有人|别|没有)(?:给我|跟我)?(?:打|回|来)个?电话(?:给我)?",
        r"|请(?:客服)?吃|请客|(?:那个|名字)叫[^,.!]{0,6}",
        r"|叫人(?:来|上门)?(?:重|安装|装|修|维修|拿|取)|找个?人(?:说说话|聊聊天|陪)|(?:冒充|自称|假冒|假装)[^,.!]{0,12}",
        r"|老板(?:在吗|你好|大气|娘)|找老板(?:娘)?(?:便宜|优惠)|叫(?:老板|经理)(?:便宜|优惠)",
    ))
});

/// Someone who answers, in English.
const ENGLISH_PERSON: &str = concat!(
    r"(?:humans?(?: being)?|agents?|operator|representative|reps?|real (?:person|human|people|agent|rep|one)|live (?:person|human|people|agent|chat|support|rep)|",
    r"actual (?:person|human|people|agent)|person|people|(?:someone|somebody|anyone|anybody)(?: real| else| there| who)?|(?:support )?staff(?: member)?|member of (?:your )?(?:staff|team)|",
    r"managers?|supervisor|associate|advisor|adviser|specialist|team member|employee|colleagues?|executive|guy|lady|",
    r"customer (?:service|support|care)(?: (?:agent|rep|representative|team|executive))?|(?:support|service|sales) (?:agent|rep|representative|person|team)|technician)",
);

static ASKS_ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let person = ENGLISH_PERSON;
    let real = r"(?: (?:real|live|actual|human|different|other|senior|store|shop|same))*";
    let patterns = [
        // talk to a person, connect me with an agent, hand me over to one of your colleagues
        format!(
            r"\b(?:talk|speak|chat|spk|tlk|deal|speaking|talking|chatting|connect|connected|transfer(?:red)?|switch|put|pass|escalated?|hand|redirect|forward(?:ed)?|direct|route|move)(?: me| this| us| it| my (?:case|chat|issue))?(?: over| through| thru| up| back)?(?: directly)? ?(?:to|with|w|w/|2)?(?: an?| the| your| some| any| one of your| another)?{real} {person}\b"
        ),
        // i need a human, get me an agent, give me someone who can think
        format!(
            r"\b(?:need|needs|want|wants|wanna|get|give|gimme|prefer|request|requesting|looking for|would like|find|bring|demand|ask(?:ing)? for|where is|where's|is there|are there|how do i (?:get|reach|contact|find)|reach|contact|wait for)(?: me| us)?(?: just)?(?: to| for)?(?: an?| the| your| any| some)?{real} (?:(?:human(?: being| agent| help| support| assistance| rep| operator)?|humans|agent|operator|representative|rep|manager|supervisor|customer (?:service|support|care) (?:agent|rep|representative|person|executive))\b|person(?:$|\W*[.!?,]|\s(?:to|who|please|pls|now|here|not|that|on))|(?:someone|somebody|anyone|anybody)(?: else| here| there)?(?: real| human| who| that| i can (?:talk|speak)| to (?:talk|speak|chat)))"
        ),
        r"\bgive me (?:someone|somebody)\b|\b(?:someone|somebody|anyone|anybody) (?:there )?(?:to (?:talk|speak|chat)|(?:else )?i can (?:talk|speak|chat))|\b(?:someone|somebody|anyone|anybody) (?:real|human|alive)\b|\b(?:someone|somebody|anyone) who works (?:there|here)\b".to_owned(),
        // any real person, live agent, human operator
        r"\bwith an? (?:member of staff|staff member|human)\b|\b(?:real|live|human|actual) (?:person|agents?|reps?|representative|operator|human|support|staff|chat|help)\b|\bmanual (?:service|support)\b".to_owned(),
        // human please; agent! at the end of whatever was said before
        r"\b(?:human|agent|person|representative|operator)\W+(?:please|pls|plz|now|asap)\b|\b(?:please|pls|plz)\W+(?:a |an )?(?:human|agent|person|representative)\b|[.!?]\W*(?:human|agent|representative|operator)\W*$".to_owned(),
        // nothing but that
        r"^\W*(?:(?:hi|hello|hey|pls|please|i said|ok|no|third time asking|real|live|actual|an?)\W+)*(?:(?:human(?: being| agent| help| support| operator)?|agent|operator|representative|rep|person|people|live chat|customer (?:service|support|care)(?: agent| rep| representative)?|manager|supervisor|support agent)(?:\W+(?:please|pls|plz|now|asap|thanks|thank you|here|help|only))*\W*)+$".to_owned(),
        // no bots
        r"\b(?:not|no|no more|stop(?: with)?(?: the| this)?|hate|enough of|enough with|sick of|tired of|done with|don'?t want|do not want|dont want|not to|instead of|rather than|other than)(?: a| the| this| these| your| talking to| to talk to| to)*(?: stupid| dumb| useless| damn| chat| automated| ai)* ?(?:bots?|chatbots?|robots?|machine|ai|automated (?:replies|responses|messages)|auto(?:matic)?[- ]?repl(?:y|ies))\b".to_owned(),
        // someone call me, a real person help me
        r"\b(?:someone|somebody|real person|human|agent|person)(?: from your team| there)? (?:please )?(?:call|phone|ring) me\b|\b(?:please|pls|can you|could you|just) call me(?: back)?\b|\bcall me back\b|\b(?:want|need|request|get|have|arrange) a call ?back\b|\bgive me a (?:call|ring)\b|\b(?:can|could|may|will) (?:a|an|one of your|some) (?:real |live |actual )?(?:humans?|person|people|agents?|representatives?|colleagues?)\b|\b(?:a )?colleague of yours\b".to_owned(),
        r"\b(?:any|is there an?) (?:real |live |actual )?(?:humans?|people|agents?|reps?|representatives?)(?: here| there| available| online| around| i can)\b|\bagent (?:available|online)\b".to_owned(),
    ];
    regex(&patterns.join("|"))
});

/// Persons who are no staff, and staff only told of or asked about.
static NO_PERSON_ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"\b(?:hand)?made by (?:a )?(?:humans?|people|persons?)|human (?:hair|made|size|sized|body|resources|skin|consumption|use|grade|ear|food)s?\b",
        r"|\b(?:travel|cleaning|real estate|estate|shipping|customs|whitening|bleaching|foaming|blowing|reducing|drying|release|delivery|secret|reagent|free|chemical|insurance|talent|forwarding|freight|buying|purchasing) agents?\b|agent (?:provocateur|47|for my|in my country|fee)",
        r"|\b(?:one|two|three|four|five|six|seven|eight|\d+|how many|per|each|tall|short|big|skinny|other|most|some|many|young|old|disabled|left-handed|heavy)[ -](?:person|people|persons|adults)\b|\bpeople (?:say|said|are|who|like|with|wear|use|have)\b",
        r"|\b(?:you'?re|you are|ur|u r) (?:just |only )?(?:not )?an? (?:bot|robot|ai|machine)\b",
        r"|\bare (?:you|u) (?:an? )?(?:real |live |actual )?(?:human|person|bot|robot|agent|people|ai)(?: or .*)?|\b(?:is this|am i (?:talking|speaking|chatting) (?:to|with)) (?:an? )?(?:real |live |actual )?(?:human|person|bot|robot|agent|ai)\b(?: or .*)?",
        r"|\b(?:already|just|have|has|had|'ve|previously|earlier|yesterday) (?:spoke|spoken|talked|chatted|contacted|called|emailed|been)(?: to| with)?(?: an?| your| the| two| three)? (?:agents?|human|representative|person|someone|manager|customer service|staff)\b",
        r"|\b(?:spoke|talked|chatted) (?:to|with) (?:an?|your|the|someone|another) ?(?:agents?|human|representative|rep|person|manager|staff)?\b|\b(?:the|your|an|last|previous) (?:agents?|rep|representative|manager|person) (?:told|said|promised|assured|confirmed|i (?:spoke|talked)|was|were|who|mentioned|hung|never|didn'?t)\b",
        r"|\b(?:for|on|to|fit|fits) (?:a|an|the|my) (?:tall|short|big|skinny|average|small|large|slim|plus size|older|young|pregnant|\d+)[^.!?]{0,12}(?:person|human|people)\b|\b(?:gift|present|it|this|one|size)s? for (?:a person|someone|people|somebody)\b|\bsomeone (?:else|stole|took|told|signed|has|is)\b",
        r"|\bmanager'?s? (?:special|choice|chair|office)|person(?:al|alised|alized|ality)\b",
    ))
});

fn regex(source: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants, and every test runs them")]
    Regex::new(source).expect("a valid pattern")
}

/// Without what people put between Chinese characters: 转 人 工, 转-人-工, 转.人.工. Commas and full stops between
/// longer stretches stay, for they part thoughts.
fn unspaced(folded: &str) -> String {
    let chars: Vec<char> = folded.chars().collect();
    let han = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| is_han(*c));
    let mut out = String::with_capacity(folded.len());
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|c| !c.is_alphanumeric()).count();
        if length == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let marks = &chars[at..at + length];
        let (before, after) = (at.checked_sub(1), at + length);
        let soft =
            marks.iter().all(|c| matches!(c, ' ' | '-' | '_' | '*' | '/' | '|' | '+' | '~' | '\'' | '"'));
        // A mark after every single character spells a word out.
        let spelt = !han(before.and_then(|at| at.checked_sub(1))) && !han(Some(after + 1));
        if !(han(before) && han(Some(after)) && (soft || spelt)) {
            out.extend(marks);
        }
        at = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn asks() {
        let rows = [
            "转人工",
            "人工客服",
            "找个真人",
            "我要人工",
            "不要机器人",
            "叫你们客服来",
            "human please",
            "talk to an agent",
            "real person",
            "转 人 工",
            "转人共",
            "zhuan人工",
            "转-人-工",
            "转.人.工",
            "人工！",
            "人工",
            "人工人工人工",
            "轉人工",
            "轉接真人客服",
            "請幫我轉接客服人員",
            "rengong",
            "zhuan rengong",
            "ren gong",
            "rg",
            "转rg",
            "zrg",
            "转人公",
            "转任工",
            "砖人工",
            "传人工",
            "ｚhuan人工",
            "转人工！！！听不懂吗",
            "你好，转人工",
            "在吗 转人工",
            "能帮我转一下人工吗",
            "麻烦转下人工客服，谢谢",
            "怎么转人工",
            "怎么联系人工客服",
            "有人工吗",
            "有没有真人客服",
            "能不能来个人",
            "换个人跟我聊",
            "换个客服",
            "找你们经理",
            "叫你们店长来",
            "我要找你们负责人",
            "我找售后的人",
            "转售后",
            "叫个人来",
            "找个人跟我说",
            "我要跟人说话",
            "来个活人",
            "机器人走开，人工来",
            "一直是机器人，真人呢",
            "客服呢",
            "客服人呢",
            "联系客服",
            "人工服务",
            "我找小雨客服",
            "要技术人员跟我说",
            "我想找活人",
            "别给我发菜单了，我要人工",
            "不跟机器人说话，叫人！",
            "给我回个电话吧",
            "打电话给我",
            "查半天查不到，给我转人工",
            "退款问你半天不会答\n转人工",
            "人工几点上班",
            "人工客服多久能接入",
            "还是人工吧，说不清楚",
            "算了还是转人工",
            "转接",
            "不想跟机器人聊",
            "关掉机器人",
            "機器人聽不懂，換人",
            "ai滚，人工",
            "昨天跟我聊的那个客服呢",
            "can i speak to a human",
            "I want to talk to a real person",
            "connect me with an agent",
            "transfer me to a representative",
            "agent",
            "AGENT!!!",
            "representative",
            "live agent please",
            "get me a human",
            "speak to manager",
            "let me talk to your supervisor",
            "i need a human",
            "human",
            "i dont want to talk to a bot",
            "no bots please",
            "stop bot",
            "is there a real person i can talk to",
            "customer service",
            "operator",
            "talk 2 human",
            "pls connect to human agent",
            "can a real person help me",
            "someone call me please",
            "i'd like to speak with someone",
            "How do I reach a live person?",
            "Can you transfer me to customer support",
            "not a robot, a human",
            "h u m a n? no: human agent now",
            "speak to someone",
            "give me an agent",
            "chat with live support",
            "escalate this to a manager",
            "i want a person to talk to",
            "where is the human?",
            "enough with the chatbot",
            "wanna chat w a real person",
            "REAL. PERSON.",
            "how do i reach a real rep",
            "I am done with this stupid robot!!! agent!!!!",
            "put me thru to someone",
            "I want to discuss it with a member of staff",
            "AGENT AGENT AGENT",
            "mate can you just get me a person",
            "please hand me over to one of your colleagues",
            "could a person help me?",
            "is there anyone else i can talk to",
            "how long is the wait for a live agent?",
        ];
        let missed: Vec<&str> = rows.into_iter().filter(|text| !asks_human(text)).collect();
        assert!(missed.is_empty(), "missed {missed:#?}");
    }

    #[test]
    fn does_not_ask() {
        let rows = [
            "你们是人工发货吗",
            "人工智能",
            "is it handmade by humans",
            "人工智能音箱多少钱",
            "这是人工合成的吗",
            "人工草坪怎么清理",
            "纯人工缝制的吗",
            "人工费多少",
            "人工皮革还是真皮",
            "人工钻石",
            "不用转人工",
            "先不转人工，你回答我",
            "别转人工",
            "你是真人吗",
            "你是机器人吗",
            "是人工还是机器人",
            "你是真人还是机器人",
            "人工客服说可以退的",
            "之前的人工客服答应我补发",
            "昨天客服说今天发货",
            "什么时候发货",
            "你好",
            "在吗",
            "有人吗",
            "谢谢",
            "",
            "客服态度真好",
            "工人手套有吗",
            "一个人能装吗",
            "几个人用",
            "适合什么人",
            "送人的",
            "给老人用",
            "人都很好",
            "大人能穿吗",
            "男人穿的",
            "个人",
            "个人收藏",
            "真人实拍吗",
            "真人图有吗",
            "这是真人头发吗",
            "机器人玩具有货吗",
            "扫地机器人怎么用",
            "机器人套装多少钱",
            "买个机器人",
            "我要买扫地机器人",
            "转账",
            "转发有优惠吗",
            "能转寄吗",
            "老板在吗",
            "老板便宜点",
            "换个颜色",
            "换个地址",
            "换货",
            "要换大一码",
            "找不到订单",
            "叫什么名字",
            "接口是typec吗",
            "人工审核要多久",
            "客服",
            "客服在吗",
            "亲在吗",
            "有客服在吗",
            "经理椅有货吗",
            "技术参数",
            "售后多久",
            "售后政策是什么",
            "售后怎么样",
            "师傅上门安装收费吗",
            "安装师傅什么时候来",
            "师傅态度很差",
            "给我便宜点",
            "来个黑色的",
            "来一个",
            "给我一个",
            "要一个",
            "人气高吗",
            "送货的人没打电话",
            "快递员不给我打电话",
            "没人给我打电话",
            "human hair wig",
            "is it made by hand",
            "are you a bot",
            "are you a real person?",
            "2 person tent",
            "how many people does it fit",
            "is it safe for humans",
            "cleaning agent",
            "is this for one person",
            "the agent told me it would ship",
            "i already talked to an agent",
            "your representative said i get a refund",
            "where is my order",
            "hi",
            "thanks",
            "it's for a tall person",
            "gift for someone",
            "personalized mug",
            "robot vacuum price",
            "do you sell robots",
            "people say it runs small",
            "someone else signed for it",
            "shipping agent address",
            "does the bot work",
            "is the operator manual included",
            "what is your call center address",
            "prove you're not a bot",
            "I was promised a call back and no one called",
            "那个叫客服三号的骂我",
            "叫人来重装",
            "有人冒充你们客服给我打电话",
            "is the item in person's name",
            "can people wash it",
            "I don't want a replacement",
            "want a report",
            "want a smaller one",
            "get someone's order by mistake",
        ];
        let wrong: Vec<&str> = rows.into_iter().filter(|text| asks_human(text)).collect();
        assert!(wrong.is_empty(), "wrong {wrong:#?}");
    }

    proptest! {
        #[test]
        fn never_fails(text in "\\PC{0,40}") {
            asks_human(&text);
        }

        #[test]
        fn any_marks_between_do_not_hide_it(mark in "[ \\-_*/~]{1,2}", tail in "(！|。|\\?|，谢谢|…){0,2}") {
            let text = format!("转{mark}人{mark}工{tail}");
            prop_assert!(asks_human(&text), "{}", text);
        }
    }
}
