import type { knowledgeZh } from './knowledge-zh';

/** The texts of the knowledge pages. */
export const knowledgeEn: typeof knowledgeZh = {
  knowledge: {
    title: 'Knowledge',
    sections: 'Sections',
    articles: 'Articles',
    gaps: 'Gaps',
    health: 'Health',
  },
};
