//! `miaohui bench knowledge`: how long it takes to find one of very many articles, and how much memory they need.
//!
//! The articles are made up of matters, things and kinds, so that every one has thousands that are nearly the same.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use db::Time;
use desk::knowledge::embedding::Embeddings;
use desk::knowledge::shelf::Shelf;
use desk::knowledge::{Article, ArticleInput, Asker};
use desk::mind::Mind;
use desk::shop::Lang;
use language::Language;
use serde_json::Value;

use super::figures::{Figures, Latencies};
use super::memory::peak_mb;
use crate::cli::{Common, print};

/// What can be asked about a thing, in two wordings, and a third that only buyers use.
const MATTERS: [[&str; 3]; 25] = [
    ["会不会掉色", "洗了褪色吗", "下水颜色还在不"],
    ["多久能发货", "什么时候寄出", "几天可以出库"],
    ["有没有现货", "现在有货吗", "仓库里还有不"],
    ["可以退货吗", "不喜欢能退不", "买了后悔了咋整"],
    ["保修多长时间", "质保几年", "坏了管多久"],
    ["是什么材质", "用什么做的", "料子是啥"],
    ["怎么清洗", "脏了如何洗", "平时咋打理"],
    ["尺寸是多少", "有多大", "长宽高说一下"],
    ["有赠品吗", "送不送东西", "买了给啥小礼物"],
    ["能便宜点吗", "有没有优惠", "最低啥价能拿"],
    ["是正品吗", "保真吗", "不会是假的吧"],
    ["怎么安装", "如何装上", "装的时候要注意啥"],
    ["包邮吗", "运费多少", "寄过来要出钱不"],
    ["可以开发票吗", "能不能开票", "公司要报销咋弄"],
    ["哪里生产的", "产地是哪", "哪儿造的"],
    ["适合老人用吗", "老人能不能用", "给爸妈买合适不"],
    ["适合孩子用吗", "小朋友可以用吗", "家里娃能使不"],
    ["有异味吗", "味道大不大", "拆开呛不呛"],
    ["能用多久", "寿命多长", "几年得换"],
    ["可以换颜色吗", "能不能换一个色", "拍错色了咋办"],
    ["少了配件怎么办", "配件没收到", "盒子里缺东西"],
    ["收到是坏的怎么办", "到手就破损", "一拆开就是烂的"],
    ["可以指定快递吗", "能发顺丰不", "我们这边只有一家能送到"],
    ["买贵了能补差价吗", "降价了退差价吗", "刚买就便宜了"],
    ["可以送到门口吗", "送货上门吗", "能不能给扛上楼"],
];
const THINGS: [&str; 40] = [
    "衬衫",
    "毛衣",
    "连衣裙",
    "牛仔裤",
    "羽绒服",
    "运动鞋",
    "凉鞋",
    "双肩包",
    "钱包",
    "皮带",
    "帽子",
    "围巾",
    "手套",
    "雨伞",
    "水杯",
    "保温壶",
    "电饭煲",
    "炒锅",
    "菜刀",
    "砧板",
    "台灯",
    "吊灯",
    "窗帘",
    "地毯",
    "枕头",
    "被子",
    "床垫",
    "沙发",
    "书桌",
    "椅子",
    "书架",
    "衣柜",
    "吹风机",
    "剃须刀",
    "加湿器",
    "风扇",
    "音箱",
    "耳机",
    "键盘",
    "鼠标",
];
const KINDS: [&str; 50] = [
    "黑色", "白色", "红色", "蓝色", "绿色", "灰色", "粉色", "紫色", "棕色", "米色", "加大", "加厚", "轻薄",
    "迷你", "儿童", "男款", "女款", "情侣", "商务", "户外", "防水", "复古", "简约", "豪华", "学生", "旅行",
    "家用", "办公", "经典", "限量", "春季", "夏季", "秋季", "冬季", "一代", "二代", "三代", "四代", "五代",
    "升级", "折叠", "便携", "静音", "智能", "无线", "充电", "手工", "进口", "国产", "定制",
];

/// Finds questions among made-up articles of two wordings each.
#[derive(Debug, Args)]
pub struct Knowledge {
    #[command(flatten)]
    common: Common,
    /// How many articles, up to 50 000.
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    articles: usize,
    /// How many questions.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    questions: usize,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Knowledge {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.common.config()?;
        let language = Arc::new(Language::load(&config.model_dir())?);
        let as_json = self.json;
        let figures = tokio::task::spawn_blocking(move || self.measure(language)).await?;
        print(&figures.text(as_json));
        Ok(ExitCode::SUCCESS)
    }

    fn measure(&self, language: Arc<Language>) -> Figures {
        let mind = Mind::new(Arc::clone(&language));
        let start = Instant::now();
        let articles: Vec<Article> =
            (0..self.articles.min(MATTERS.len() * THINGS.len() * KINDS.len())).map(article).collect();
        let count = articles.len();
        let embeddings = Embeddings::fresh(&language, &articles);
        let known = Shelf::new(&language, articles, embeddings);
        let arranging = start.elapsed().as_secs_f64();
        let asker = Asker::anybody(Lang::Zh, &[], Time::default());
        let mut latencies = Latencies::default();
        let mut first = 0;
        for question in 0..self.questions {
            // Far apart, and the same every time.
            let wanted = question * 7919 % count.max(1);
            let (kind, thing, [.., wording]) = parts(wanted);
            let text = format!("{kind}的{thing}{wording}");
            let start = Instant::now();
            let hits = known.find(&mind, &text, &[], &asker);
            latencies.record(start.elapsed());
            first += usize::from(
                hits.first().is_some_and(|hit| hit.article.facts.article_id == wanted.to_string()),
            );
        }
        let mut figures = Figures::default();
        figures
            .put("articles", count)
            .put("model", language.has_model())
            .put("questions", self.questions)
            .put("first", first)
            .measure("p50_ms", latencies.ms(0.5))
            .measure("p99_ms", latencies.ms(0.99))
            .measure("arranging_s", arranging)
            .put("memory_mb", peak_mb().map_or(Value::Null, |mb| mb.round().into()));
        figures
    }
}

/// The n-th kind, thing and matter.
fn parts(number: usize) -> (&'static str, &'static str, [&'static str; 3]) {
    let (matter, rest) = (number % MATTERS.len(), number / MATTERS.len());
    (KINDS[rest / THINGS.len() % KINDS.len()], THINGS[rest % THINGS.len()], MATTERS[matter])
}

fn article(number: usize) -> Article {
    let (kind, thing, [question, similar, _]) = parts(number);
    let answer = format!("{kind}{thing}：详情页有说明，第 {number} 条。");
    let facts = ArticleInput {
        similar: vec![format!("{thing}{similar}，要{kind}的")],
        ..ArticleInput::new(number.to_string(), format!("{kind}{thing}{question}"), answer)
    };
    Article::loose(Lang::Zh, facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_articles_are_the_same() {
        let all: std::collections::HashSet<String> =
            (0..50_000).map(|number| article(number).facts.question).collect();
        assert_eq!(all.len(), 50_000);
    }
}
