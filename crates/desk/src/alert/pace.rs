//! How many messages each robot takes in a while. What comes faster is put off, not lost: a robot that is asked too often
//! is shut for minutes.

use std::time::Duration;

use db::Time;

use super::AlertKind;

/// The longest while that is counted.
pub(super) const LONGEST: Duration = MINUTE;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

impl AlertKind {
    /// So many within so long.
    ///
    /// - 企业微信: 20 a minute and robot (<https://developer.work.weixin.qq.com/document/path/91770>)
    /// - 钉钉: 20 a minute and robot, otherwise none for ten minutes
    ///   (<https://open.dingtalk.com/document/orgapp/custom-robot-access>)
    /// - 飞书: 100 a minute and 5 a second (<https://open.feishu.cn/document/ukTMukTMukTM/uUzN04SN3QjL1cDN>)
    fn takes(self) -> &'static [(usize, Duration)] {
        match self {
            Self::Wecom | Self::Dingtalk => &[(20, MINUTE)],
            Self::Feishu => &[(100, MINUTE), (5, SECOND)],
        }
    }

    /// When a robot takes the next message that was sent these, the latest first.
    pub(super) fn free_at(self, sent: &[Time], now: Time) -> Time {
        let limits = self.takes().iter();
        let freed = limits.filter_map(|(most, within)| Some(*sent.get(most - 1)? + *within));
        freed.fold(now, Time::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Time {
        Time::from_micros(1_764_043_200_000_000 + millis * 1000)
    }

    #[test]
    fn the_twenty_first_waits_until_the_first_is_a_minute_old() {
        let sent: Vec<Time> = (0..20).rev().map(|n| at(n * 1000)).collect();
        for kind in [AlertKind::Wecom, AlertKind::Dingtalk] {
            assert_eq!(kind.free_at(&sent, at(20_000)), at(60_000), "{kind}");
            assert_eq!(kind.free_at(&sent[..19], at(20_000)), at(20_000), "{kind}");
            assert_eq!(kind.free_at(&sent, at(70_000)), at(70_000), "{kind}");
        }
    }

    #[test]
    fn feishu_takes_five_a_second_and_a_hundred_a_minute() {
        let five: Vec<Time> = (0..5).rev().map(|n| at(n * 100)).collect();
        assert_eq!(AlertKind::Feishu.free_at(&five, at(500)), at(1000));
        let hundred: Vec<Time> = (0..100).rev().map(|n| at(n * 300)).collect();
        assert_eq!(AlertKind::Feishu.free_at(&hundred, at(30_000)), at(60_000));
        assert_eq!(AlertKind::Feishu.free_at(&[], at(0)), at(0));
    }
}
