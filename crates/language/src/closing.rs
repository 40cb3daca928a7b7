//! Whether a text only thanks, agrees or says good-bye, and needs no answer.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::normalize::{fold, is_han, is_picture};

/// Closes a matter by itself.
const CLOSES: &str = "\
好的/好/好滴/好嘞/好哒/好呀/好啊/好吧/好咧/好勒/好好/好了/好的呢/好的哈/好的好的/好嗯/好那/那好/那好吧/那行/那行吧/行/行吧/行的/行了/行行/得嘞/妥/妥了/妥妥的/中/\
可以/可以了/可以的/可/嗯/嗯嗯/嗯呐/嗯呢/嗯好/嗯行/恩/恩恩/恩好/哦/哦哦/噢/噢噢/喔/嗷/哦了/ok/okk/okok/okay/oke/oki/okey/k/kk/ok的/ok了/okie/\
收到/收到了/收到啦/收到收到/知道/知道了/知道啦/我知道了/晓得了/晓得/明白/明白了/明白啦/懂了/我懂了/搞懂了/清楚了/了解/了解了/理解/没问题/没问题了/没毛病/\
谢谢/谢/谢了/谢啦/谢咯/谢谢了/谢谢啦/谢谢哈/谢谢哦/谢谢你/谢谢您/谢谢你们/谢谢您们/谢谢大家/多谢/多谢了/多谢啦/感谢/感谢感谢/非常感谢/太感谢了/太谢谢了/感恩/谢谢亲/谢谢老板/谢谢客服/蟹蟹/谢谢老铁/\
多谢晒/唔该/唔该晒/3q/3qu/thx/tks/thks/ths/thank/thanks/thankyou/thank you/thankx/ty/tysm/tyvm/cheers/ta/\
辛苦/辛苦了/辛苦啦/您辛苦了/你辛苦了/辛苦你了/辛苦您了/辛苦你们了/麻烦了/麻烦你了/麻烦您了/麻烦啦/麻烦你们了/打扰了/不打扰了/先不打扰了/\
没事/没事了/没事啦/没了/没有了/没别的了/没别的事了/没有其他了/没有其他问题了/没有问题了/没其他问题了/没其他的了/暂时没有了/暂时没了/暂时没有/没什么了/没啥了/不用了/不用啦/不用管了/不用麻烦了/\
解决了/解决啦/已经解决了/问题解决了/找到了/看到了/搞定/搞定了/弄好了/能用了/可以用了/修好了/\
先这样/那先这样/先这样吧/那先这样吧/就这样/就这样吧/那就这样/那就这样吧/这样吧/差不多了/\
我再看看/我看看/我先看看/我看看先/再看看/先看看/我再想想/那我再想想/我再考虑一下/我考虑一下/考虑一下/我考虑考虑/我再考虑考虑/我想想/回头再说/等会再说/改天再说/有需要再找你/有需要再找您/有需要再联系/有问题再找你/有问题再找您/有问题再联系/有事再找你/\
我先去忙了/先忙/你忙/您忙/你先忙/您先忙/你们忙/去忙吧/\
拜/拜拜/白白/掰掰/再见/88/886/拜拜了/拜拜啦/再会/回见/回头见/晚安/晚安啦/早点休息/bye/byebye/bye bye/goodbye/good bye/see you/see ya/cya/good night/goodnight/gn/\
么么哒/爱你/爱你们/比心/棒/真棒/太棒了/棒棒哒/点赞/给你点赞/赞/\
祝生意兴隆/生意兴隆/祝您生意兴隆/祝你生意兴隆/祝你们生意兴隆/祝工作顺利/祝你工作顺利/祝您工作顺利/祝你开心/周末愉快/祝你周末愉快/祝您生活愉快/好人一生平安/恭喜发财/\
got it/i got it/gotcha/understood/i understand/i see/noted/roger/roger that/will do/sounds good/sound good/all good/all set/i'm all set/im all set/that's all/thats all/that is all/that'll be all/that will be all/that's it/thats it/that's everything/thats everything/that's all i needed/that is all i needed/nothing more/no that's all/nope that's all/many thanks/thank u/thanks a bunch/all the best/thanks heaps/\
\
no problem/np/no worries/nw/never mind/nevermind/nvm/no thanks/no thank you/i'm good/im good/we're good/nothing else/no more questions/no further questions/alright/all right/aight/fine/cool/great/perfect/awesome/excellent/wonderful/amazing/lovely/brilliant/good/nice/sweet/super/fantastic/yay/sure/yep/yup/much appreciated/appreciated/appreciate it/i appreciate it/i really appreciate it/appreciate your help/i appreciate your help/thanks anyway/that worked/it worked/it works now/it's working now/works now/problem solved/solved/\
have a good day/have a great day/have a nice day/have a good one/have a great one/have a nice weekend/have a great weekend/have a good weekend/have a good night/take care/you too/same to you/god bless/bless you";

/// May stand beside what closes.
const BESIDE: &str = "\
亲/亲亲/亲爱的/老板/老板娘/掌柜/客服/小姐姐/小哥哥/小姐/美女/帅哥/靓女/靓仔/姐/哥/姐姐/哥哥/店家/卖家/宝/宝子/宝贝/\
啊/呀/哈/哈哈/嘻嘻/嘿嘿/呵呵/啦/了/的/哦/噢/呢/嘛/咯/哟/喽/哒/滴/吧/额/呃/哎/诶/哇/那/那就/就/先/再/也/都/已经/已/现在/今天/这样/这下/原来这样/原来如此/这样啊/是这样啊/原来是这样/\
太/真的/真/非常/十分/特别/很/超级/万分/实在/太好了/太好啦/那太好了/好极了/真好/很好/真快/好快/你人真好/人真好/服务真好/态度真好/服务态度真好/服务很好/态度很好/好专业/很专业/很满意/满意/很喜欢/喜欢/完美/放心了/我放心了/那我就放心了/\
暂时/其他/别的/我等着/我等/等着/那我等着/那我等等/我等等/我等等看/等你消息/我等你消息/等您消息/等通知/我等收货/等收货/坐等/期待/\
你的耐心解答/您的耐心解答/耐心解答/你的帮助/您的帮助/帮忙/你的回复/您的回复/回复/解答/处理/\
我去拍/我去拍了/我拍了/那我拍了/我去下单/我去下单了/那我去下单了/那我去下单啦/我下单了/行那我下单了/我买了/那我买了/我自己看看/我自己操作/我自己操作一下/我试试/我去试试/那我试试/我先试试/我回去试试/\
so much/very much/a lot/lots/a million/a bunch/again/then/now/so/very/really/too/and/for your help/for the help/for your time/for your assistance/for all your help/for your quick reply/for the quick reply/for the info/for the information/for letting me know/for helping/for everything/for the update/for your patience/for your support/\
that's/that is/it's/thats/this is/this was/that was/all/for now/i'm/guys/everyone/you lot are/you guys are/sir/mam/ma'am/madam/miss/dear/friend/bro/man/mate/team/love/oh/ah/aha/haha/hah/hehe/lol/well/yes/yeah/ya/ok then/no/just/i'll wait/i will wait/will wait/very helpful/so helpful/helpful/heaps/kindly/for sorting that/for sorting it/for explaining/for your kind help/nope/omg/aww/you're amazing/you are amazing/you're a star/ur the best/you've been very helpful/you have been very helpful/you are the best/you're the best/you rock/kind/of you/very kind/so kind/much/many/xx/xo/xoxo/x";

static PHRASES: LazyLock<HashMap<Vec<String>, bool>> = LazyLock::new(|| {
    let beside = BESIDE.split('/').map(|phrase| (phrase, false));
    let closes = CLOSES.split('/').map(|phrase| (phrase, true));
    beside.chain(closes).filter_map(|(phrase, closes)| Some((tokens(&fold(phrase))?, closes))).collect()
});

/// The longest phrase, in tokens.
const LONGEST: usize = 9;

/// Whether a text is nothing but thanks, consent or farewell: `好的谢谢亲`, `嗯嗯`, `ok thanks!`, `👍🙏`.
///
/// Every word of it must be one of those; anything asked, told or complained of makes it false, so that a false
/// answer costs little and a true one can be trusted. It knows no context: 好的 after `Shall I cancel it?` is an
/// answer to that, which the caller must check first.
pub fn is_closing(text: &str) -> bool {
    let folded = fold(text);
    let Some(tokens) = tokens(&folded) else { return false };
    if tokens.is_empty() {
        return false;
    }
    // covered[i]: whether the first i tokens are all phrases, and whether one of them closes.
    let mut covered: Vec<Option<bool>> = vec![None; tokens.len() + 1];
    covered[0] = Some(false);
    for start in 0..tokens.len() {
        let Some(before) = covered[start] else { continue };
        for end in start + 1..=tokens.len().min(start + LONGEST) {
            if let Some(&closes) = PHRASES.get(&tokens[start..end]) {
                covered[end] = Some(covered[end].unwrap_or(false) | before | closes);
            }
        }
        if let Some(closes) = tokens[start].chars().next().and_then(picture_closes) {
            covered[start + 1] = Some(covered[start + 1].unwrap_or(false) | before | closes);
        }
    }
    covered[tokens.len()] == Some(true)
}

/// Characters of Chinese, words of other languages, pictures; `None` when something is asked.
fn tokens(folded: &str) -> Option<Vec<String>> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in folded.chars() {
        if c == '?' {
            return None;
        }
        let part_of_word = c.is_alphanumeric() && !is_han(c) || c == '\'' && in_word;
        match tokens.last_mut() {
            Some(last) if part_of_word && in_word => last.push(c),
            _ if part_of_word || is_han(c) || is_picture(c) => tokens.push(c.to_string()),
            _ if c == ' ' || c.is_ascii_punctuation() || crate::normalize::is_punctuation(c) => {}
            // Something else than words: nothing this can judge.
            _ => return None,
        }
        in_word = part_of_word;
    }
    Some(tokens)
}

/// Whether an emoji thanks or agrees by itself, or only smiles beside words that do; `None` for all others.
fn picture_closes(c: char) -> Option<bool> {
    if "👍👌🙏🌹💐🌷🌸❤♥💕💖💗💓💞💙💚💛💜🧡🤍🥰😘🤝👏💪🎉🫶🫡🆗✅☑".contains(c)
    {
        Some(true)
    } else {
        "😊😀😃😄😁😆🙂😉😍🤗✌✨⭐🌟😎☺🤩😂🤣".contains(c).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn closes() {
        let rows = [
            "谢谢",
            "好的谢谢亲",
            "嗯嗯",
            "知道了",
            "没事了",
            "ok thanks!",
            "👍🙏",
            "好的",
            "好",
            "好滴",
            "好嘞~",
            "OK",
            "ok的",
            "嗯嗯嗯嗯嗯",
            "收到，谢谢！",
            "好的好的",
            "谢谢啦😊",
            "多谢",
            "多謝",
            "好的，謝謝您",
            "了解了，谢谢",
            "辛苦了",
            "麻烦了，谢谢",
            "拜拜",
            "再见",
            "晚安",
            "88",
            "没了，谢谢",
            "不用了谢谢",
            "先这样吧",
            "那我再看看",
            "我再考虑一下",
            "好的呢",
            "行吧",
            "那行",
            "妥",
            "thx",
            "3q",
            "谢谢老板，祝生意兴隆",
            "好的 收到",
            "OKOK",
            "👌",
            "❤️❤️",
            "哈哈好的",
            "太好了，谢谢你",
            "非常感谢您的帮助",
            "好的\n谢谢",
            "好的。。。",
            "嗯～",
            "thank you so much",
            "Thanks a lot for your help!",
            "great, thank you",
            "got it",
            "ok bye",
            "No thanks",
            "perfect!",
            "never mind",
            "that's all, thanks",
            "have a nice day",
            "ty",
            "cheers mate",
            "thanks, you too 😊",
            "awesome thanks so much!!",
            "ok cool",
            "alright then",
            "appreciate it",
            "谢谢，辛苦了，早点休息",
            "没有其他问题了",
            "解决了，谢谢",
            "好的我等着",
            "明白了👌",
            "ｏｋ",
            "谢谢谢谢谢谢",
        ];
        for text in rows {
            assert!(is_closing(text), "{text}");
        }
    }

    #[test]
    fn stays_open() {
        let rows = [
            "",
            " ",
            "?",
            "...",
            "谢谢，那什么时候发货",
            "好的，怎么退",
            "好的？",
            "ok?",
            "谢谢你 帮我查下快递",
            "你好",
            "在吗",
            "hello",
            "好的，那我要黑色的",
            "行，那改成L码",
            "知道了 还要等多久",
            "收到的是坏的",
            "好吃吗",
            "好贵",
            "好慢",
            "不好",
            "可以退吗",
            "可以改地址吗",
            "没收到",
            "没事干",
            "没有货了吗",
            "谢谢什么",
            "不谢谢",
            "不用了，退款吧",
            "不要了",
            "取消",
            "转人工",
            "好的 转人工",
            "再见个鬼",
            "thanks but where is my order",
            "ok when",
            "great but it broke",
            "no",
            "yes",
            "not good",
            "bye the way when do you ship",
            "thank you for nothing",
            "ok so how do i return it",
            "thanks can i change the size",
            "good quality?",
            "is it good",
            "😡",
            "😭",
            "👎",
            "1",
            "123",
            "是的",
            "不是",
            "13812345678",
            "M码",
            "ok 165 100",
            "嗯，尾号1234",
            "好的，广东深圳",
            "hi",
            "the",
            "好的好的，那运费谁出",
            "麻烦了，改下地址",
            "辛苦催一下",
            "谢谢，发顺丰",
            "好 要两件",
            "我看看有没有货",
            "行不行",
            "中通吗",
            "收到货少了一件",
            "https://a.example",
            "很好，就是有点大",
            "可以便宜点",
            "明白不了",
            "不知道",
            "不可以",
            "没问题吗",
            "可以用券",
            "太好看了吧在哪买",
            "i will return it",
            "it is fine but late",
            "never received it",
            "good luck getting paid",
            "哦，那算了不买了",
            "谢谢你们骗我",
            "x",
            "👋",
            "😂😂",
            "收到没",
            "哈喽😊",
            "大家好",
        ];
        for text in rows {
            assert!(!is_closing(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(text in "\\PC{0,40}") {
            is_closing(&text);
        }

        #[test]
        fn a_question_mark_keeps_it_open(text in "(好的|谢谢|ok|嗯嗯){1,3}[?？]") {
            prop_assert!(!is_closing(&text));
        }
    }
}
