import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../i18n/en';
import { zh } from '../../i18n/zh';
import { definition, metric } from './fixtures';
import { inWords } from './in-words';
import { dayOf, lasting, lineOf, reachOf, roomOf, type Said, type Speaker, share, sideOf } from './said';

const speakers: Speaker[] = [];
beforeAll(async () => {
  await i18next.init({
    resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  for (const language of ['zh-CN', 'en'])
    speakers.push({ language, t: (key, params) => i18next.t(key, { lng: language, ...params }) });
});

/** What is said in both languages; every text must be there. */
const both = (said: (speaker: Speaker) => Said) =>
  speakers.map((speaker) => {
    const { key, with: params } = said(speaker);
    const text = speaker.t(key, params);
    expect(text).not.toBe(key);
    return text;
  });

describe('where the day goes', () => {
  const at = (value: number, projected: number, other = {}) =>
    both((speaker) => dayOf(metric({ value, projected }, other), speaker));

  it('is told with the side it ends on, and whether that is another', () => {
    expect(at(0.95, 0.94)).toEqual([
      '照这样到今天结束：94%，仍达标',
      'If today goes on so: 94%, still on target',
    ]);
    expect(at(0.95, 0.88)).toEqual([
      '照这样到今天结束：88%，会掉到不达标',
      'If today goes on so: 88%, falls off target',
    ]);
    expect(at(0.88, 0.9)).toEqual([
      '照这样到今天结束：90%，会回到达标',
      'If today goes on so: 90%, back on target',
    ]);
    expect(at(0.5, 0.6)[0]).toBe('照这样到今天结束：60%，仍不达标');
    expect(at(0.5, 0.6, { target: null })[0]).toBe('照这样到今天结束：60%');
  });

  it('is not guessed from a day that has brought nothing', () => {
    const today = { value: null, numerator: 0, denominator: 0 };
    expect(at(0.95, 0.95, { today })[0]).toBe('今天还没有计入的，看不出走势');
  });

  it('turns for a time as for a share: less is better', () => {
    const other = { is_seconds: true, target: { value: 30, better: 'low' } };
    expect(at(28, 31.25, other)[1]).toBe('If today goes on so: 31.3 s, falls off target');
  });
});

describe('the room that is left', () => {
  const of = (distance: object, other = {}, cap: number | null = null) =>
    both(() =>
      roomOf(
        metric(
          { distance: { difference: 0, met: true, may_lose: 0, must_win: 0, ...distance } },
          { ...other },
        ),
        { cap_seconds: cap },
      ),
    )[1];

  it('says how many may be lost, or must be won in a row', () => {
    expect(of({ may_lose: 3 })).toBe('Rounds that may still be lost: 3');
    expect(of({ may_lose: 0 })).toBe('Not one more may be lost');
    expect(of({ met: false, must_win: 7 })).toBe('Rounds to win in a row: 7');
    expect(of({ met: false, must_win: null })).toBe('No number of them would bring it back');
    for (const unit of ['message', 'session', 'person', 'chat']) of({ may_lose: 1 }, { unit });
  });

  it('knows no number for a mean without a cap', () => {
    expect(of({}, { is_seconds: true })).toBe('No cap: a single long wait can cross the line');
    expect(of({ may_lose: 2 }, { is_seconds: true }, 600)).toBe('Rounds that may still be lost: 2');
  });
});

describe('whom to answer', () => {
  it('says whether it is enough', () => {
    const of = (answer_now: string[], reachable: boolean) =>
      both(() => reachOf(metric({ answer_now, reachable })))[1];
    expect(of([], true)).toBe('On target even if nobody who waits is answered');
    expect(of(['a', 'b'], true)).toBe('On target when these are answered now: 2');
    expect(of(['a'], false)).toBe('Out of reach even if all are answered; the most useful: 1');
    expect(of([], false)).toBe('Out of reach, whoever is answered');
  });
});

describe('a value', () => {
  it('never looks as if it were on the other side of its line', () => {
    expect(share(0.9, 'en', 0.9)).toBe('90%');
    expect(share(0.89996, 'en', 0.9)).toBe('89.996%');
    expect(share(0.9996, 'en')).toBe('99.96%');
    expect(share(2 / 3, 'en', 0.9)).toBe('66.7%');
  });

  it('is on a side, or on none', () => {
    expect(sideOf(30, { value: 30, better: 'low' })).toBe('met');
    expect(sideOf(0.89, { value: 0.9, better: 'high' })).toBe('missed');
    expect(sideOf(null, { value: 0.9, better: 'high' })).toBe('nothing');
    expect(sideOf(1, null)).toBe('no_target');
  });

  it('is told with how far it is from its line', () => {
    const distance = { difference: -0.233, met: false, may_lose: 0, must_win: 7 };
    expect(both((speaker) => lineOf(metric({ distance }), speaker))).toEqual([
      '目标：不低于 90%，还差 23.3 个百分点',
      'Target: at least 90%, short by 23.3 points',
    ]);
  });

  it('of seconds reads as people say it', () => {
    const said = [4.25, 90, 180, 200, 3900, 86_400, 259_200].map((seconds) =>
      speakers.map((speaker) => lasting(seconds, speaker)).join(' = '),
    );
    expect(said).toEqual([
      '4.3 秒 = 4.3 s',
      '90 秒 = 90 s',
      '3 分钟 = 3 min',
      '3 分钟 20 秒 = 3 min 20 s',
      '1 小时 5 分钟 = 1 h 5 min',
      '24 小时 = 24 h',
      '3 天 = 3 d',
    ]);
  });
});

describe('a definition in words', () => {
  const said = (other: Parameters<typeof definition>[0]) =>
    speakers.map((speaker) =>
      inWords({ now: definition(other) }, speaker)
        .map(({ name, words }) => `${name}: ${words}`)
        .join('\n'),
    );

  it('says what counts, by when, within which hours, and from where', () => {
    const [chinese = '', english = ''] = said({});
    expect(chinese).toContain('怎样算好: 按时回复的占比；3 分钟内回复算按时');
    expect(english).toContain('Hours: every day 08:00–23:00; the beginning must lie within');
    expect(english).toContain('Source: The house.');
  });

  it('has words for all that a definition may say', () => {
    const due = { within_seconds: null, by_clock: null, weekend: null };
    const kinds: Parameters<typeof definition>[0][] = [
      { measure: { kind: 'average', until: 'reply' }, cap_seconds: 600, unanswered: { seconds: 600 } },
      { measure: { kind: 'average', until: 'close' }, unit: 'session', merge_gap_seconds: 600 },
      { measure: { kind: 'share', label: 'left_message' }, only: 'left_message' },
      { measure: { kind: 'once', within_seconds: 259_200 }, unit: 'message' },
      { measure: { kind: 'late', due }, unit: 'person', judged: 'all', unanswered: 'dropped' },
      {
        measure: { kind: 'rate', due: { ...due, weekend: { days: [6, 7], due_day: 1, due_at: '12:00' } } },
        unit: 'chat',
        begun_by: 'buyer',
        account: 'sub_account',
      },
      { measure: { kind: 'rate', due: { ...due, by_clock: '19:00' } }, day_starts: '18:00' },
      { start: 'session_start', hours_by: 'either', same_day_only: true, rolling: { days: 7, today: false } },
      { start: 'first_unanswered', hours_by: 'event', minimum: { units: 2, value: 0.57 } },
      {
        exclude: [{ label: 'ad', extent: 'conversation' }],
        exempt: [{ from: '2024-02-04', to: '2024-02-17' }],
      },
      { exclude: [{ label: 'blocked', extent: 'unit' }], bot_reception: 'counted' },
      { valid: ['assist', 'bot', 'welcome', 'auto_reply', 'template', 'greeting', 'offer', 'auto_resolved'] },
    ];
    for (const text of kinds.flatMap(said)) expect(text).not.toMatch(/metrics\.|undefined|\{\{/);
  });
});
