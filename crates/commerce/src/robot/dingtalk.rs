//! 钉钉自定义机器人: `POST` to `https://oapi.dingtalk.com/robot/send?access_token=…`. With 加签, `timestamp` (milliseconds, at
//! most an hour off) and `sign` = base64(HMAC-SHA256(secret, timestamp + "\n" + secret)) go along as parameters. It answers
//! `{"errcode":0,"errmsg":"ok"}`. <https://open.dingtalk.com/document/orgapp/custom-robot-access>,
//! <https://open.dingtalk.com/document/robots/customize-robot-security-settings>

use std::time::Duration;

use desk::alert::send::{Outcome, Parcel};
use serde_json::json;

use super::{Answer, hmac};
use crate::http::{Request, Verb};

/// 发送速度太快而限流: nothing is taken for ten minutes.
const TOO_MANY: [i64; 2] = [130_101, 410_100];
const SHUT_FOR: Duration = Duration::from_secs(600);
/// 系统繁忙.
const BUSY: i64 = -1;

/// None when the address is none.
pub(super) fn request(parcel: &Parcel) -> Option<Request> {
    let mut url = url::Url::parse(parcel.address.reveal()).ok()?;
    if let Some(secret) = &parcel.secret {
        let timestamp = parcel.at.millis();
        let sign = hmac(secret.reveal(), &format!("{timestamp}\n{}", secret.reveal()));
        url.query_pairs_mut().append_pair("timestamp", &timestamp.to_string()).append_pair("sign", &sign);
    }
    let (title, text) = (unmarked(&parcel.title), unmarked(&parcel.text));
    let text = format!("#### {title}\n\n{text}\n\n[{}]({})", unmarked(&parcel.link_title), parcel.link);
    let message = json!({ "msgtype": "markdown", "markdown": { "title": title, "text": text } });
    Some(Request::new(Verb::Post, url.into()).json(&message))
}

pub(super) fn outcome(answer: &Answer) -> Outcome {
    match answer.errcode {
        Some(0) => Outcome::Sent,
        Some(code) if TOO_MANY.contains(&code) => Outcome::Busy { code: code.to_string(), after: SHUT_FOR },
        Some(BUSY) => Outcome::Failed { code: BUSY.to_string() },
        Some(code) => Outcome::Refused { code: code.to_string() },
        None if answer.punish.is_some() => Outcome::Busy { code: "punished".into(), after: SHUT_FOR },
        None => Outcome::Failed { code: "misread".into() },
    }
}

/// What people wrote is no markup: 钉钉 knows no way to say so, so what could be is written otherwise.
fn unmarked(text: &str) -> String {
    let other = |c: char| match c {
        '[' => '［',
        ']' => '］',
        '<' => '＜',
        '>' => '＞',
        '*' => '＊',
        '`' => '｀',
        '!' => '！',
        '#' => '＃',
        '\n' | '\r' => ' ',
        other => other,
    };
    text.chars().map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_becomes_no_link() {
        assert_eq!(unmarked("a [link](x)\n# b"), "a ［link］(x) ＃ b");
    }

    #[test]
    fn whoever_sends_too_fast_waits_ten_minutes() {
        let answered = |body: &str| outcome(&serde_json::from_str(body).expect("JSON"));
        let too_fast = r#"{"status":1111,"wait":5,"source":"x5","punish":"deny","errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}"#;
        assert_eq!(answered(too_fast), Outcome::Busy { code: "130101".into(), after: SHUT_FOR });
        assert!(matches!(answered(r#"{"status":1111,"punish":"deny"}"#), Outcome::Busy { .. }));
        assert_eq!(
            answered(r#"{"errcode":310000,"errmsg":"sign not match"}"#),
            Outcome::Refused { code: "310000".into() }
        );
    }
}
