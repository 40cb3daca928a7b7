//! Which attribute of a product a question is about.

use language::normalize::fold;

use crate::catalog::{Attribute, Product};
use crate::shop::Lang;

/// Words buyers use, by a word in the attribute's name.
const ZH: &[(&str, &[&str])] = &[
    (
        "面料",
        &[
            "材质",
            "什么料",
            "布料",
            "料子",
            "纯棉",
            "棉的",
            "羊毛",
            "真丝",
            "涤纶",
            "成分",
            "材料",
            "什么做的",
        ],
    ),
    ("起球", &["起球", "起毛"]),
    ("掉色", &["掉色", "褪色", "串色"]),
    ("缩水", &["缩水"]),
    ("厚薄", &["厚吗", "薄吗", "厚不厚", "薄不薄", "厚度", "厚实", "透吗", "透不透"]),
    ("透", &["透吗", "透不透", "会透", "走光"]),
    ("弹", &["弹力", "弹性", "有弹", "有没有弹"]),
    ("洗", &["怎么洗", "机洗", "手洗", "水洗", "干洗", "能洗"]),
    ("季节", &["季节", "夏天", "冬天", "春秋", "什么时候穿"]),
    ("版型", &["版型", "宽松", "修身"]),
    ("衣长", &["衣长", "多长", "长度"]),
    ("里料", &["里料", "内衬", "里子"]),
    ("填充", &["充绒", "填充", "含绒", "绒量"]),
    ("领", &["领子", "领型"]),
    ("净含量", &["多重", "重量", "多少克", "几克", "分量", "净含量", "几包", "多少包", "规格"]),
    ("保质期", &["保质期", "过期", "放多久", "能放多长"]),
    ("配料", &["配料", "成分", "添加剂", "防腐剂", "含糖", "有糖", "无糖"]),
    ("过敏", &["过敏"]),
    ("产地", &["产地", "哪里产", "哪产", "哪里生产", "进口", "国产"]),
    ("储存", &["储存", "保存", "怎么放", "冷藏", "冰箱"]),
    ("食用", &["怎么吃", "吃法", "食用"]),
    ("口味", &["口味", "味道", "什么味", "辣不辣", "甜不甜"]),
    ("功率", &["功率", "多少瓦", "费电", "耗电", "几瓦", "电费"]),
    ("容量", &["容量", "多大", "几升", "多少升", "装多少", "多少毫升"]),
    ("电压", &["电压", "多少伏", "国外能用", "110v", "220v"]),
    ("噪音", &["噪音", "声音大", "吵", "静音", "分贝"]),
    ("材质", &["材质", "什么材料", "不锈钢", "塑料", "什么做的"]),
    ("内胆", &["内胆", "涂层"]),
    ("保修", &["保修", "质保", "保多久"]),
    ("包装清单", &["配件", "包装清单", "包含", "都有什么", "送什么", "里面有"]),
    ("适用面积", &["多大房间", "几平", "面积", "多少平"]),
    ("尺寸", &["尺寸", "多高", "多宽", "大小"]),
    ("续航", &["续航", "充一次", "用多久", "充电多久"]),
    ("充电", &["充电", "充满"]),
    ("防水", &["防水"]),
    ("线长", &["线多长", "线长", "电源线"]),
    ("适用人群", &["孕妇", "小孩", "儿童", "老人", "适合谁"]),
];

const EN: &[(&str, &[&str])] = &[
    ("material", &["material", "made of", "fabric", "cotton", "linen", "wool", "polyester"]),
    ("fabric", &["material", "made of", "fabric"]),
    ("care", &["wash", "clean", "care", "dryer", "iron"]),
    ("origin", &["made in", "where is it made", "origin", "come from"]),
    ("shelf life", &["shelf life", "expire", "expiry", "how long does it keep", "best before"]),
    ("allergen", &["allerg", "nuts", "gluten", "dairy"]),
    ("ingredient", &["ingredient", "contain", "sugar", "vegan"]),
    ("capacity", &["capacity", "how big", "how much does it hold", "hold", "liters", "litres", "quart"]),
    ("wattage", &["watt", "power"]),
    ("power", &["watt", "power"]),
    ("voltage", &["volt", "220v", "110v", "abroad", "europe"]),
    ("noise", &["noise", "noisy", "loud", "quiet"]),
    ("warranty", &["warranty", "guarantee"]),
    ("box", &["in the box", "included", "come with", "comes with"]),
    ("included", &["in the box", "included", "come with", "comes with"]),
    ("dimension", &["dimension", "how tall", "how wide", "measure", "how big"]),
    ("weight", &["weigh", "heavy", "weight"]),
    ("size", &["how big", "what size"]),
    ("compat", &["compatible", "work with", "fit my"]),
    ("waterproof", &["waterproof", "rain", "water resistant"]),
    ("burn", &["burn", "how long does it last"]),
    ("lining", &["lining", "lined"]),
    ("fit", &["fit"]),
];

/// The attributes that a question is about: those it names, and those whose usual words it uses.
pub(in crate::bot) fn asked<'a>(product: &'a Product, question: &str, lang: Lang) -> Vec<&'a Attribute> {
    let question = fold(question);
    let synonyms = match lang {
        Lang::Zh => ZH,
        Lang::En => EN,
    };
    let about = |attribute: &&Attribute| {
        let name = fold(&attribute.name);
        question.contains(&name)
            || synonyms
                .iter()
                .filter(|(word, _)| name.contains(word))
                .any(|(_, words)| words.iter().any(|word| question.contains(word)))
    };
    product.facts.attributes.iter().filter(about).take(3).collect()
}
