//! Addresses on the net, and ways to be reached elsewhere.

use std::sync::LazyLock;

use language::entities::Value as Named;
use regex::Regex;

use super::{Finder, StatementKind, Value, statement};
use crate::bot::gate::pattern;

static DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[a-z0-9-]+(?:\.|\[\.\]|\(dot\)| dot ))+(?:com|cn|net|cc|top|shop|io|xyz|vip|info|me|link|app|co|org|ru|tk|store|online|site|live|club|ly|gl|uk|de|us|eu)\b(?:/[a-z0-9\-._~/?#=&%]*)?",
    )
});
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:^|[^a-z])(?:微信|v信|vx|wx|薇信|威信|wechat|weixin|qq|扣扣|企鹅号|telegram|whatsapp|tg|line id|skype|支付宝(?:账号|号)?|银行卡(?:号)?|加我)(?:号码|号|群|账号|id)?(?:是|为|:|\s|加|搜|联系|on|at|me|us)*([a-z0-9_\-+]{4,24})",
        r"|加(?:我|我们|个|一下|客服)?(?:的)?(?:微信|qq|v|好友)|扫(?:码|描二维码)|add (?:me|us) on|message (?:me|us) on|text me at|dm (?:me|us)",
    ))
});

pub(super) fn links(finder: &mut Finder<'_>) {
    for entity in finder.entities.clone() {
        if let Named::Link(address) = entity.value {
            finder.take(statement(StatementKind::Link, Value::Text(address), None, entity.span));
        }
    }
    let text = finder.text;
    for found in DOMAIN.find_iter(text).chain(ELSEWHERE.find_iter(text)) {
        // The tail of a mail address is found with its head.
        if finder.before(found.start()).ends_with('@') {
            continue;
        }
        let value = Value::Text(found.as_str().to_owned());
        finder.take(statement(StatementKind::Link, value, None, found.range()));
    }
}
