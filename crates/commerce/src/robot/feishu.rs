//! 飞书自定义机器人 (Lark custom bot): `POST` to `https://open.feishu.cn/open-apis/bot/v2/hook/…`. With 签名校验, `timestamp`
//! (seconds, at most an hour off) and `sign` = base64(HMAC-SHA256 of nothing, under the key timestamp + "\n" + secret) go
//! along in the message. It answers `{"code":0,"msg":"success"}`.
//! <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>

use desk::alert::send::{Outcome, Parcel};
use serde_json::json;

use super::{A_WHILE, Answer, hmac};
use crate::http::{Request, Verb};

/// 触发频控: of the robot, and of the whole platform.
const TOO_MANY: [i64; 2] = [11_232, 99_991_400];
/// 内部错误.
const INTERNAL: i64 = 19_007;

pub(super) fn request(parcel: &Parcel) -> Request {
    let mut message = json!({
        "msg_type": "post",
        "content": { "post": { "zh_cn": { "title": parcel.title, "content": [
            [{ "tag": "text", "text": parcel.text }],
            [{ "tag": "a", "text": parcel.link_title, "href": parcel.link }],
        ] } } },
    });
    if let Some(secret) = &parcel.secret {
        let timestamp = (parcel.at.millis() / 1000).to_string();
        message["sign"] = json!(hmac(&format!("{timestamp}\n{}", secret.reveal()), ""));
        message["timestamp"] = json!(timestamp);
    }
    Request::new(Verb::Post, parcel.address.reveal().to_owned()).json(&message)
}

pub(super) fn outcome(answer: &Answer) -> Outcome {
    match answer.code {
        Some(0) => Outcome::Sent,
        Some(code) if TOO_MANY.contains(&code) => Outcome::Busy { code: code.to_string(), after: A_WHILE },
        Some(INTERNAL) => Outcome::Failed { code: INTERNAL.to_string() },
        Some(code) => Outcome::Refused { code: code.to_string() },
        None => Outcome::Failed { code: "misread".into() },
    }
}
