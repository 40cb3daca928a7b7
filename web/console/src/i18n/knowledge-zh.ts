/** The texts of the knowledge pages. */
export const knowledgeZh = {
  knowledge: {
    title: '知识',
    sections: '分区',
    articles: '条目',
    thresholds: '把握',
  },
  thresholds: {
    title: '机器人要多有把握才回答',
    samples: '用 {{n}} 个问题测得',
    measuring: '正在用本店的条目测量…',
    about: '每个问法都被拿掉再问一遍：一次店里有这条，一次店里没有。建议值在“答出的至少 {{target}} 是对的”前提下答得最多。',
    answer_at: '直接回答',
    offer_at: '给出选项',
    precision: '答对率',
    coverage: '回答率',
    offered_right: '其余里选项有对的',
    present: '现在',
    proposed: '建议',
    use: '使用建议值',
    used: '已在使用',
    too_little: '问法太少，还测不准：每个条目多写两三个问法，再来看。',
    chart: '不同把握值下的答对率和回答率',
    dashed: '实线：直接回答；虚线：给出选项',
  },
};
