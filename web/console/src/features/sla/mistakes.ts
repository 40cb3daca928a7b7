import { amountOf } from '../../app/amount';
import { secondsOf } from '../../app/times';
import type { CalendarDraft, Draft, RuleDraft } from './draft';

/** Where in a form something is wrong. */
export type Place = string;

/** What is wrong that a sentence of this page tells; everything else the house refuses in its own words. */
export type Mistake = 'not_a_time' | 'not_an_amount' | 'not_a_number' | 'no_name' | 'name_twice' | 'no_day';

const LONGEST = 366 * 86_400;

/** What cannot even be sent. */
export function mistakes(draft: Draft, currency: string): Map<Place, Mistake> {
  const found = new Map<Place, Mistake>();
  const check = (wrong: boolean, place: Place, what: Mistake) => wrong && found.set(place, what);
  for (const { id, worth, targets, steps } of draft.rules) {
    check(
      worth.trim() !== '' && amountOf(worth, currency) === undefined,
      `rule.${id}.worth`,
      'not_an_amount',
    );
    for (const target of targets) {
      check(secondsOf(target.within) === undefined, `target.${target.id}.within`, 'not_a_time');
      check(!/^\d{1,3}$/.test(target.yellow.trim()), `target.${target.id}.yellow`, 'not_a_number');
    }
    for (const step of steps)
      check(secondsOf(step.after) === undefined, `step.${step.id}.after`, 'not_a_time');
  }
  draft.calendars.forEach((calendar, at) => {
    const name = calendar.name.trim();
    const twice = draft.calendars.slice(0, at).some((one) => one.name.trim() === name);
    check(twice, `calendar.${calendar.id}.name`, 'name_twice');
    check(name === '', `calendar.${calendar.id}.name`, 'no_name');
    for (const day of calendar.days) check(day.day === '', `day.${day.id}.day`, 'no_day');
  });
  return found;
}

/** Where the field is that the house refused; nothing when it has none here. */
export function placeOf(field: string, draft: Draft): Place | undefined {
  const [, number, name = field] = /^rules\[(\d+)\]\.(\w+)/.exec(field) ?? [];
  const rule = number === undefined ? undefined : draft.rules[Number(number)];
  return rule ? inRule(name, rule) : inCalendars(name, draft.calendars);
}

function inRule(name: string, rule: RuleDraft): Place | undefined {
  const { id, targets, steps } = rule;
  const out = (seconds: number | undefined, least: number) =>
    seconds === undefined || seconds < least || seconds > LONGEST;
  const target = (place: string, wrong: (one: RuleDraft['targets'][number], at: number) => boolean) => {
    const found = targets.find(wrong) ?? targets[0];
    return found && `target.${found.id}.${place}`;
  };
  const step = (place: string, wrong: (one: RuleDraft['steps'][number]) => boolean) => {
    const found = steps.find(wrong) ?? steps[0];
    return found && `step.${found.id}.${place}`;
  };
  switch (name) {
    case 'name':
      return `rule.${id}.${rule.zh.trim() ? 'en' : 'zh'}`;
    case 'within_seconds':
      return target('within', (one) => out(secondsOf(one.within), 1));
    case 'yellow_percent':
      return target('yellow', (one) => Number(one.yellow) < 1 || Number(one.yellow) > 100);
    case 'calendar':
      return target('calendar', (one) => one.calendar !== undefined);
    case 'pauses':
      return target('pauses', (one) => one.pauses.length > 0);
    case 'targets':
      return target('metric', (one, at) =>
        targets.slice(0, at).some((before) => before.metric === one.metric && before.reply === one.reply),
      );
    case 'after_seconds':
      return step('after', (one) => out(secondsOf(one.after), 0));
    case 'does':
      return step('does', (one) => one.does.length === 0);
    case 'steps':
      return `rule.${id}.steps`;
    default:
      return undefined;
  }
}

const TIME = /^([01]?\d|2[0-3]):[0-5]?\d$/;
const isFrom = (text: string) => TIME.test(text);
const isTo = (text: string) => TIME.test(text) || text === '24:00';

function inCalendars(name: string, calendars: CalendarDraft[]): Place | undefined {
  const calendar = (place: string, wrong: (one: CalendarDraft) => boolean) => {
    const found = calendars.find(wrong) ?? calendars[0];
    return found && `calendar.${found.id}.${place}`;
  };
  const bad = (opening: { from: string; to: string }) => !isFrom(opening.from) || !isTo(opening.to);
  switch (name) {
    case 'zone':
      return calendar('zone', ({ zone }) => !isZone(zone.trim()));
    case 'people_hours':
      return calendar('hours', ({ hours }) => hours.some((one) => one.days.length === 0 || bad(one)));
    case 'exceptions':
      return calendar(
        'days',
        ({ days }) =>
          days.some(({ openings }) => openings.some(bad)) ||
          new Set(days.map(({ day }) => day)).size < days.length,
      );
    default:
      return undefined;
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
