//! 企业微信群机器人: `POST` to `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`; the key in the address is all of its
//! right. It answers `{"errcode":0,"errmsg":"ok"}`. <https://developer.work.weixin.qq.com/document/path/91770>
//!
//! A text and no markdown: it is shown wherever 企业微信 is, also in 微信, and what people wrote cannot become markup.

use desk::alert::send::{Outcome, Parcel};
use serde_json::json;

use super::{A_WHILE, Answer};
use crate::http::{Request, Verb};

/// Bytes of a text.
const LONGEST: usize = 2048;
/// 接口调用超过限制, 接口并发调用超过限制.
const TOO_MANY: [i64; 2] = [45_009, 45_033];
/// 系统繁忙.
const BUSY: i64 = -1;

pub(super) fn request(parcel: &Parcel) -> Request {
    let link = format!("\n{}: {}", parcel.link_title, parcel.link);
    let mut said = format!("{}\n{}", parcel.title, parcel.text);
    let mut end = said.len().min(LONGEST.saturating_sub(link.len()));
    while !said.is_char_boundary(end) {
        end -= 1;
    }
    said.truncate(end);
    // `<@…>` calls people by their ids.
    let content = said.replace("<@", "＜@") + &link;
    Request::new(Verb::Post, parcel.address.reveal().to_owned())
        .json(&json!({ "msgtype": "text", "text": { "content": content } }))
}

pub(super) fn outcome(answer: &Answer) -> Outcome {
    match answer.errcode {
        Some(0) => Outcome::Sent,
        Some(code) if TOO_MANY.contains(&code) => Outcome::Busy { code: code.to_string(), after: A_WHILE },
        Some(BUSY) => Outcome::Failed { code: BUSY.to_string() },
        Some(code) => Outcome::Refused { code: code.to_string() },
        None => Outcome::Failed { code: "misread".into() },
    }
}
