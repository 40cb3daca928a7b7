import type { Shop, SlaMetric, SlaReply, SlaRule, SlaTarget } from '@miaohui/client';
import type { TFunction } from 'i18next';
import { timeIn } from '../../app/times';
import { money } from '../../i18n/format';
import { asksWhose } from './draft';

/** What a target is about: the metric, and whose reply counts where that matters. */
export function targetName(metric: SlaMetric, reply: SlaReply, t: TFunction): string {
  const name = t(`sla.metric.${metric}`);
  return asksWhose(metric) ? t('sla.whose', { name, who: t(`sla.reply.${reply}`) }) : name;
}

/** What hours are called; those at which people answer have a name in both languages until somebody gives them another. */
export const hoursName = (name: string, t: TFunction): string =>
  name === 'people' ? t('sla.people_hours') : name;

/** A target with its time, and the hours it counts by. */
export function targetInWords(target: SlaTarget, t: TFunction): string {
  const said = t('sla.within', {
    name: targetName(target.metric, target.reply ?? 'human', t),
    time: timeIn(target.within_seconds, t),
  });
  return target.calendar ? t('sla.within_hours', { said, hours: hoursName(target.calendar, t) }) : said;
}

interface Around {
  shop: Shop;
  inboxes: { id: string; name: string }[];
  language: string;
  t: TFunction;
}

/** To whom a rule is meant: one part for each thing it asks. */
export function whoInWords(when: SlaRule['when'], { shop, inboxes, language, t }: Around): string[] {
  if (!when) return [];
  const either = (words: string[]) => (words.length > 0 ? [words.join(t('sla.or'))] : []);
  const worth = when.worth_at_least;
  return [
    ...either((when.urgency ?? []).map((one) => t(`urgency.${one}`))),
    ...either((when.channels ?? []).map((one) => t(`inboxes.${one}`))),
    ...either((when.media ?? []).map((one) => t(`sla.medium.${one}`))),
    ...either((when.inboxes ?? []).map((id) => inboxes.find((one) => one.id === id)?.name ?? id.slice(-6))),
    ...either((when.intents ?? []).map((one) => t(`intent.${one}`))),
    ...either(when.levels ?? []),
    ...(worth == null
      ? []
      : [t('sla.worth', { amount: money({ minor: worth, currency: shop.currency }, language) })]),
    ...(when.new_buyer == null ? [] : [t(when.new_buyer ? 'sla.buyer_new' : 'sla.buyer_known')]),
  ];
}

/** Which of two languages is read. */
export const tongue = (language: string): 'zh' | 'en' => (language.startsWith('zh') ? 'zh' : 'en');
