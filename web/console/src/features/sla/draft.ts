import type {
  SlaAction,
  SlaCalendar,
  SlaCause,
  SlaMetric,
  SlaPolicy,
  SlaReply,
  SlaRule,
} from '@miaohui/client';
import type { TFunction } from 'i18next';
import { amountOf, written } from '../../app/amount';
import { secondsOf, timeIn } from '../../app/times';

export const METRICS = [
  'first_reply',
  'next_reply',
  'pausable_update',
  'requester_wait',
  'agent_work',
  'resolution',
] as const satisfies SlaMetric[];
export const REPLIES = ['any', 'human'] as const satisfies SlaReply[];
/** What a target may leave out; hours that do not count are a calendar's to say. */
export const PAUSES = [
  'outage',
  'buyer',
  'approval',
  'bot',
  'queue',
  'reading',
  'typing',
] as const satisfies SlaCause[];
export const ACTIONS = [
  'tell_agent',
  'tell_leads',
  'urgent',
  'return',
  'phone',
] as const satisfies SlaAction[];

/** Things in a form are known by a number that stays when they are moved. */
interface Known {
  id: number;
}

export interface TargetDraft extends Known {
  metric: SlaMetric;
  reply: SlaReply;
  within: string;
  /** The calendar it counts by; all hours when none is named. */
  calendar: number | undefined;
  pauses: SlaCause[];
  yellow: string;
}

export interface StepDraft extends Known {
  after: string;
  does: SlaAction[];
}

export interface RuleDraft extends Known {
  zh: string;
  en: string;
  urgency: string[];
  channels: string[];
  media: string[];
  inboxes: string[];
  intents: string[];
  levels: string;
  worth: string;
  buyer: '' | 'new' | 'known';
  targets: TargetDraft[];
  steps: StepDraft[];
}

export interface DayDraft extends Known {
  day: string;
  name: string;
  openings: { from: string; to: string }[];
}

export interface CalendarDraft extends Known {
  name: string;
  zone: string;
  hours: SlaCalendar['hours'];
  days: DayDraft[];
}

/** A policy as it stands in a form: times and amounts are texts. */
export interface Draft {
  rules: RuleDraft[];
  calendars: CalendarDraft[];
}

let last = 0;
const known = (): Known => ({ id: ++last });

/** Whether it matters whose reply counts. */
export const asksWhose = (metric: SlaMetric): boolean => metric === 'first_reply' || metric === 'next_reply';

export const newTarget = (t: TFunction): TargetDraft => ({
  ...known(),
  metric: 'first_reply',
  reply: 'human',
  within: timeIn(180, t),
  calendar: undefined,
  pauses: ['outage'],
  yellow: '66',
});

export const newStep = (t: TFunction): StepDraft => ({
  ...known(),
  after: timeIn(60, t),
  does: ['tell_leads'],
});

export const newDay = (): DayDraft => ({ ...known(), day: '', name: '', openings: [] });

export const newRule = (t: TFunction): RuleDraft => ({
  ...known(),
  zh: '',
  en: '',
  urgency: [],
  channels: [],
  media: [],
  inboxes: [],
  intents: [],
  levels: '',
  worth: '',
  buyer: '',
  targets: [newTarget(t)],
  steps: [],
});

export const newCalendar = (zone: string): CalendarDraft => ({
  ...known(),
  name: '',
  zone,
  hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '18:00' }],
  days: [],
});

export function draftOf(policy: SlaPolicy, currency: string, t: TFunction): Draft {
  const calendars = Object.entries(policy.calendars ?? {}).map(([name, calendar]) => ({
    ...known(),
    name,
    zone: calendar.zone,
    hours: calendar.hours,
    days: (calendar.exceptions ?? []).map(({ day, name = '', openings = [] }) => ({
      ...known(),
      day,
      name,
      openings,
    })),
  }));
  const rules = policy.rules.map((rule) => ruleDraft(rule, calendars, currency, t));
  return { rules, calendars };
}

function ruleDraft(rule: SlaRule, calendars: CalendarDraft[], currency: string, t: TFunction): RuleDraft {
  const { name, when, targets, steps = [] } = rule;
  const worth = when?.worth_at_least;
  return {
    ...known(),
    zh: name.zh,
    en: name.en,
    urgency: when?.urgency ?? [],
    channels: when?.channels ?? [],
    media: when?.media ?? [],
    inboxes: when?.inboxes ?? [],
    intents: when?.intents ?? [],
    levels: (when?.levels ?? []).join(', '),
    worth: worth == null ? '' : written(worth, currency),
    buyer: when?.new_buyer == null ? '' : when.new_buyer ? 'new' : 'known',
    targets: targets.map((target) => ({
      ...known(),
      metric: target.metric,
      reply: target.reply ?? 'human',
      within: timeIn(target.within_seconds, t),
      calendar: calendars.find((one) => one.name === target.calendar)?.id,
      pauses: target.pauses ?? [],
      yellow: `${target.yellow_percent ?? 66}`,
    })),
    steps: steps.map((step) => ({ ...known(), after: timeIn(step.after_seconds, t), does: step.does })),
  };
}

/** What is sent. What is no time or amount is found by `mistakes` before. */
export function policyOf(draft: Draft, currency: string): SlaPolicy {
  const calendar = (id: number | undefined) => draft.calendars.find((one) => one.id === id)?.name.trim();
  const rules = draft.rules.map((rule) => ({
    name: { zh: rule.zh.trim(), en: rule.en.trim() },
    when: {
      urgency: rule.urgency,
      channels: rule.channels as NonNullable<SlaRule['when']>['channels'],
      media: rule.media as NonNullable<SlaRule['when']>['media'],
      inboxes: rule.inboxes,
      intents: rule.intents,
      levels: levelsOf(rule.levels),
      worth_at_least: rule.worth.trim() ? (amountOf(rule.worth, currency) ?? null) : null,
      new_buyer: rule.buyer === '' ? null : rule.buyer === 'new',
    },
    targets: rule.targets.map((target) => ({
      metric: target.metric,
      reply: target.reply,
      within_seconds: secondsOf(target.within) ?? 0,
      calendar: calendar(target.calendar) ?? null,
      pauses: target.pauses,
      yellow_percent: Number(target.yellow),
    })),
    steps: rule.steps.map((step) => ({ after_seconds: secondsOf(step.after) ?? 0, does: step.does })),
  }));
  const calendars = draft.calendars.map((one): [string, SlaCalendar] => [
    one.name.trim(),
    {
      zone: one.zone.trim(),
      hours: one.hours,
      exceptions: one.days.map(({ day, name, openings }) => ({ day, name: name.trim(), openings })),
    },
  ]);
  return { rules, calendars: Object.fromEntries(calendars) };
}

function levelsOf(text: string): string[] {
  return text
    .split(/[,，、\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** The same rules in another order. */
export function moved(rules: RuleDraft[], from: number, to: number): RuleDraft[] {
  const rule = rules[from];
  if (!rule || to < 0 || to >= rules.length) return rules;
  const rest = rules.filter((one) => one !== rule);
  return [...rest.slice(0, to), rule, ...rest.slice(to)];
}

/** Whether two drafts promise the same. */
export function samePolicy(one: SlaPolicy, other: SlaPolicy): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, sorted(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
}
