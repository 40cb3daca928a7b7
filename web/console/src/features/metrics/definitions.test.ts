import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayIn } from '../../app/day-in';
import { held, needed, shown } from './definitions';
import { definition } from './fixtures';

const all = held(
  [
    definition({ name: 'house', platform: '' }),
    definition({ name: 'taobao', platform: 'taobao', version: 2, effective_from: '2026-06-01' }),
    definition({ name: 'taobao', platform: 'taobao', version: 1, effective_from: '2024-01-01' }),
    definition({ name: 'jd', platform: 'jd' }),
  ],
  '2026-05-31',
);

const names = (some: typeof all) => some.map(({ now }) => now.name);

describe('definitions', () => {
  it('are shown once each, by the version that holds today', () => {
    expect(all.map(({ now, next }) => [now.name, now.version, next?.version])).toEqual([
      ['house', 1, undefined],
      ['taobao', 1, 2],
      ['jd', 1, undefined],
    ]);
  });

  it('hold by the day of the shop', () => {
    const now = Date.parse('2026-05-31T20:00:00Z');
    expect([dayIn('Asia/Shanghai', now), dayIn('America/New_York', now)]).toEqual([
      '2026-06-01',
      '2026-05-31',
    ]);
  });

  it('are needed where an inbox names their platform, and those of the house always', () => {
    expect(needed(all, [{ channel: 'webchat', key: 'qinghe' }])).toEqual(['house']);
    expect(needed(all, [{ channel: 'api', key: 'taobao-main' }])).toEqual(['house', 'taobao']);
  });
});

describe('a choice', () => {
  const kept = new Map<string, string>();
  const fresh = async () => {
    vi.resetModules();
    return {
      ...(await import('./use-numbers')),
      ...(await import('../../app/preferences')),
    };
  };
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('is there again when the browser is opened again, for its shop alone', async () => {
    (await fresh()).choose('a', ['jd', 'gone']);
    const { numbers } = (await fresh()).preferences.get();
    expect(names(shown(all, ['house'], numbers.a))).toEqual(['jd']);
    expect(names(shown(all, ['house'], numbers.b))).toEqual(['house']);
  });

  it('of nothing shows nothing, and without one what is needed is shown again', async () => {
    const { choose, preferences } = await fresh();
    choose('a', []);
    expect(shown(all, ['house'], preferences.get().numbers.a)).toEqual([]);
    choose('a', undefined);
    expect(names(shown(all, ['house'], preferences.get().numbers.a))).toEqual(['house']);
  });
});
