/** The texts of the knowledge pages. */
export const knowledgeZh = {
  knowledge: {
    title: '知识',
    sections: '分区',
    articles: '条目',
    gaps: '缺口',
    health: '健康度',
  },
};
