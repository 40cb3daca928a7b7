//! Insults to a person. Anger at a matter is no insult; the list is of words that have no other use.

use crate::normalize::fold;

const ZH: &[&str] = &[
    "傻逼",
    "傻b",
    "煞笔",
    "沙雕客服",
    "傻x",
    "脑残",
    "智障",
    "弱智",
    "白痴",
    "废物",
    "蠢货",
    "蠢猪",
    "猪脑子",
    "没脑子",
    "脑子有病",
    "脑子有坑",
    "脑子进水",
    "有病吧你",
    "神经病",
    "去死",
    "死全家",
    "全家死",
    "不得好死",
    "他妈的",
    "你妈",
    "妈的",
    "尼玛",
    "操你",
    "草你",
    "草泥马",
    "日你",
    "王八",
    "狗东西",
    "狗屁客服",
    "贱人",
    "贱货",
    "婊",
    "滚蛋",
    "滚远",
    "滚犊子",
    "垃圾人",
    "人渣",
    "畜生",
    "杂种",
    "狗日",
    "丢人现眼",
    "不要脸",
    "臭不要脸",
    "傻子",
    "二百五",
    "饭桶",
    "吃屎",
    "仆街",
    "扑街",
    "死开",
    "痴线",
    "叼你",
    "丢你",
];

const EN: &[&str] = &[
    "idiot",
    "idiots",
    "moron",
    "morons",
    "stupid",
    "dumb",
    "dumbass",
    "asshole",
    "assholes",
    "bastard",
    "bastards",
    "bitch",
    "fuck",
    "fucking",
    "fucker",
    "motherfucker",
    "stfu",
    "retard",
    "retarded",
    "imbecile",
    "scumbag",
    "scumbags",
    "dickhead",
    "cunt",
    "wanker",
    "twat",
    "brainless",
    "braindead",
    "cretin",
    "screw you",
    "go to hell",
    "drop dead",
    "piece of shit",
    "useless lot",
    "kill yourself",
];

/// Whether a text insults a person.
pub(super) fn insults(text: &str) -> bool {
    let folded = fold(text);
    let closed: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    if ZH.iter().any(|word| closed.contains(word)) {
        return true;
    }
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let padded = format!(" {} ", words.join(" "));
    EN.iter().any(|word| padded.contains(&format!(" {word} ")))
}

#[cfg(test)]
mod tests {
    use super::insults;

    #[test]
    fn people_are_insulted_matters_are_not() {
        for text in ["你们客服都是傻 逼吧", "脑殘", "you IDIOTS", "are you stupid?", "滚蛋"] {
            assert!(insults(text), "{text}");
        }
        for text in [
            "质量太差了",
            "气死我了,要投诉",
            "this is a terrible shop",
            "妈妈穿合适吗",
            "滚筒洗衣机能洗吗",
            "Dumbo cup",
        ] {
            assert!(!insults(text), "{text}");
        }
    }
}
