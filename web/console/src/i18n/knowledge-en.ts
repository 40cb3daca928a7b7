import type { knowledgeZh } from './knowledge-zh';

/** The texts of the knowledge pages. */
export const knowledgeEn: typeof knowledgeZh = {
  knowledge: {
    title: 'Knowledge',
    sections: 'Sections',
    articles: 'Articles',
    thresholds: 'Certainty',
  },
  thresholds: {
    title: 'How sure the bot must be to answer',
    samples: 'measured with {{n}} questions',
    measuring: 'Measuring with this shop’s articles…',
    about:
      'Every wording is asked again while it is left out: once of the shop with its article, once of the shop without it. What is proposed answers the most while at least {{target}} of the answers are right.',
    answer_at: 'Answer from',
    offer_at: 'Offer from',
    precision: 'Right answers',
    coverage: 'Answered',
    offered_right: 'Of the rest, right one offered',
    present: 'Now',
    proposed: 'Proposed',
    use: 'Use these',
    used: 'In use',
    too_little: 'Too few wordings to measure with: give each article two or three more and come back.',
    chart: 'Right answers and answered questions by threshold',
    dashed: 'Solid: answer; dashed: offer',
  },
};
