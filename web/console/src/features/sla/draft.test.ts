import type { SlaPolicy } from '@miaohui/client';
import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { zh } from '../../i18n/zh';
import { type Draft, draftOf, moved, policyOf, samePolicy } from './draft';
import { mistakes, placeOf } from './mistakes';

const t = ((key: string, { n }: { n: number }) =>
  (zh.sla.unit[key.split('.').pop() as 's'] ?? key).replace('{{n}}', String(n))) as unknown as TFunction;

const policy: SlaPolicy = {
  rules: [
    {
      name: { zh: '贵的', en: 'Dear' },
      when: {
        urgency: ['urgent'],
        channels: ['webchat'],
        media: ['chat'],
        inboxes: ['inbox'],
        intents: ['refund'],
        levels: ['V5', '金卡'],
        worth_at_least: 19_990,
        new_buyer: false,
      },
      targets: [
        {
          metric: 'first_reply',
          reply: 'any',
          within_seconds: 5,
          calendar: null,
          pauses: ['outage'],
          yellow_percent: 66,
        },
        {
          metric: 'first_reply',
          reply: 'human',
          within_seconds: 86_400,
          calendar: 'people',
          pauses: [],
          yellow_percent: 50,
        },
      ],
      steps: [{ after_seconds: 90, does: ['tell_leads', 'phone'] }],
    },
    {
      name: { zh: '其余', en: 'Rest' },
      when: {
        urgency: [],
        channels: [],
        media: [],
        inboxes: [],
        intents: [],
        levels: [],
        worth_at_least: null,
        new_buyer: null,
      },
      targets: [],
      steps: [],
    },
  ],
  calendars: {
    people: {
      zone: 'Asia/Shanghai',
      hours: [{ days: [6], from: '22:00', to: '02:00' }],
      exceptions: [{ day: '2026-10-01', name: '国庆', openings: [] }],
    },
  },
};

const draft = () => draftOf(policy, 'CNY', t);
/** A draft in which one thing is different. */
const but = (change: (draft: Draft) => void) => {
  const other = draft();
  change(other);
  return other;
};

describe('a policy in a form', () => {
  it('is sent as it came', () => {
    expect(policyOf(draft(), 'CNY')).toEqual(policy);
    expect(samePolicy(policyOf(draft(), 'CNY'), policy)).toBe(true);
  });

  it('keeps what counts by hours that get another name', () => {
    const renamed = policyOf(
      but(({ calendars }) => {
        for (const one of calendars) one.name = 'office';
      }),
      'CNY',
    );
    expect(Object.keys(renamed.calendars ?? {})).toEqual(['office']);
    expect(renamed.rules[0]?.targets[1]?.calendar).toBe('office');
    expect(samePolicy(renamed, policy)).toBe(false);
  });

  it('moves its rules within the list', () => {
    const names = (rules: Draft['rules']) => rules.map(({ en }) => en);
    const { rules } = draft();
    expect(names(moved(rules, 0, 1))).toEqual(['Rest', 'Dear']);
    expect(names(moved(rules, 1, 0))).toEqual(['Rest', 'Dear']);
    expect(names(moved(rules, 1, 2))).toEqual(['Dear', 'Rest']);
  });
});

describe('what is wrong with it', () => {
  const rule = (draft: Draft) => draft.rules[0] as Draft['rules'][number];
  const target = (draft: Draft, at: number) =>
    rule(draft).targets[at] as Draft['rules'][number]['targets'][number];

  it('is found where it cannot be sent', () => {
    expect([...mistakes(draft(), 'CNY')]).toEqual([]);
    const bad = but((one) => {
      rule(one).worth = 'much';
      target(one, 0).within = '马上';
      target(one, 1).yellow = '';
      for (const calendar of one.calendars) calendar.name = ' ';
    });
    expect([...mistakes(bad, 'CNY').values()]).toEqual([
      'not_an_amount',
      'not_a_time',
      'not_a_number',
      'no_name',
    ]);
  });

  it('is put where the house refused it', () => {
    const at = (field: string, change: (draft: Draft) => void = () => undefined) => {
      const one = but(change);
      const place = placeOf(field, one)?.split('.');
      const second = place?.[1] === `${target(one, 1).id}`;
      return place && `${place[0]} ${place[2]}${second ? ' of the second' : ''}`;
    };
    expect(at('rules[0].within_seconds', (one) => Object.assign(target(one, 1), { within: '0' }))).toBe(
      'target within of the second',
    );
    expect(at('rules[0].yellow_percent', (one) => Object.assign(target(one, 0), { yellow: '101' }))).toBe(
      'target yellow',
    );
    expect(at('rules[0].targets', (one) => Object.assign(target(one, 1), { reply: 'any' }))).toBe(
      'target metric of the second',
    );
    expect(at('rules[0].name', (one) => Object.assign(rule(one), { en: '' }))).toBe('rule en');
    expect(at('rules[0].does')).toBe('step does');
    expect([at('zone'), at('people_hours'), at('exceptions')]).toEqual([
      'calendar zone',
      'calendar hours',
      'calendar days',
    ]);
    expect([at('effective_from'), at('rules'), at('rules[7].name')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
