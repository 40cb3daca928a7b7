import type { knowledgeZh } from './knowledge-zh';

/** The texts of the knowledge pages. */
export const knowledgeEn: typeof knowledgeZh = {
  knowledge: {
    title: 'Knowledge',
    sections: 'Sections',
    articles: 'Articles',
    intents: 'Intents',
  },
  intents: {
    add: 'New intent',
    empty: 'No intents of your own yet',
    empty_about: 'Give a name and a few examples; it is recognised at once when buyers say the like.',
    name: 'Name',
    examples: 'Examples',
    examples_about: 'One a line, 5 to 50, in any language',
    count: '{{n}} examples',
    article: 'Article that answers it',
    article_about: "The article's id; the bot tells it when this intent is surely meant",
    read_as: 'Built-in reading',
    overlaps: 'Overlaps with',
    nothing: 'None',
    share: '{{name}} {{n}} %',
    remove: 'Delete the intent “{{name}}”?',
    remove_about: 'Later conversations are not recognised as it; labels already given stay.',
    try: 'Try a text',
    try_text: 'What a buyer might say',
    try_action: 'Read it',
    built_in: 'Built-in intents',
    own: 'Own intent',
    not_own: 'None of them',
    emotion: 'Emotion',
    language: 'Language',
    entities: 'Names',
    answers: 'Answered with article {{id}}',
  },
};
