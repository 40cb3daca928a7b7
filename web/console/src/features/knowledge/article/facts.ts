import type {
  Article,
  ArticleHistory,
  ArticleInput,
  Conditions,
  Reach,
  Variant,
  Version,
} from '@miaohui/client';

/** An article with every field said. */
export type Facts = Required<ArticleInput>;

export const NO_CONDITIONS: Conditions = {
  stages: [],
  levels: [],
  channels: [],
  products: [],
  languages: [],
};

const NOTHING: Facts = {
  article_id: '',
  question: '',
  similar: [],
  answer: '',
  category: '',
  scope: [],
  language: null,
  audience: 'all',
  valid_from: null,
  valid_until: null,
  link: null,
  image: null,
  kind: 'answer',
  video: null,
  card: null,
  when: NO_CONDITIONS,
  variants: [],
  on_expiry: 'hide',
};

/** What is not said filled in with what it means. */
export function whole(article: Partial<ArticleInput>): Facts {
  return { ...NOTHING, ...article, when: { ...NO_CONDITIONS, ...article.when } };
}

const lines = (texts: string[]) => texts.map((text) => text.trim()).filter((text) => text !== '');
const said = (text: string | null | undefined) => text?.trim() || null;

function tidyVariant(variant: Variant): Variant {
  return {
    when: tidyConditions(variant.when),
    answer: variant.answer.trim(),
    link: said(variant.link),
    image: said(variant.image),
    video: said(variant.video),
    card: said(variant.card),
  };
}

function tidyConditions(when: Conditions): Conditions {
  return { ...NO_CONDITIONS, ...when, levels: lines(when.levels) };
}

/** As it is sent: without empty lines and without spaces around texts. */
export function tidy(facts: Facts): Facts {
  return {
    ...facts,
    question: facts.question.trim(),
    similar: lines(facts.similar),
    answer: facts.answer.trim(),
    category: facts.category.trim(),
    link: said(facts.link),
    image: said(facts.image),
    video: said(facts.video),
    card: said(facts.card),
    when: tidyConditions(facts.when),
    variants: facts.variants.map(tidyVariant),
  };
}

/** Whether both say the same. */
export function same(a: Facts, b: Facts): boolean {
  const told = (facts: Facts) =>
    JSON.stringify(Object.entries(tidy(facts)).sort(([x], [y]) => (x < y ? -1 : 1)));
  return told(a) === told(b);
}

/** Whether conditions ask for nothing. */
export function asksNothing(when: Conditions): boolean {
  return Object.values(when).every((wanted) => wanted.length === 0);
}

/** The version that nobody has decided about. */
export function openVersion(history: ArticleHistory): Version | undefined {
  return history.versions.find(({ state }) => state === 'draft' || state === 'review');
}

/** What a writer goes on from: the open draft, else what is told. */
export function written(history: ArticleHistory): Facts {
  return whole((openVersion(history) ?? history.article).article);
}

/** The version that is told; none while it is only a draft. */
export function live(history: ArticleHistory): Version | undefined {
  return history.versions.find(({ state }) => state === 'published');
}

/** Whether somebody must look at it. */
export function due(article: Article, now: number): boolean {
  return article.status === 'published' && (Boolean(article.stale) || overdue(article, now));
}

/** Whether its review date is over. */
export function overdue({ review_at, status }: Article, now: number): boolean {
  return status === 'published' && Boolean(review_at) && Date.parse(review_at ?? '') <= now;
}

export type ReachKind = 'category' | 'product' | 'sku';

/** Of what kind a part of a scope is, and its name. */
export function reached(reach: Reach): [ReachKind, string] {
  if ('category' in reach) return ['category', reach.category];
  return 'product' in reach ? ['product', reach.product] : ['sku', reach.sku];
}

export function reachOf(kind: ReachKind, name: string): Reach {
  if (kind === 'category') return { category: name };
  return kind === 'product' ? { product: name } : { sku: name };
}

/** A moment as the browser's field for it wants it, in the reader's own time zone. */
export function fieldOf(moment: string | null): string {
  if (!moment) return '';
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function momentOf(field: string): string | null {
  return field ? new Date(field).toISOString() : null;
}
