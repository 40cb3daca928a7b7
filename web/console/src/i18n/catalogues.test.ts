import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { span } from './duration';
import { en } from './en';
import { zh } from './zh';

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, before = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value] as const] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

const figures = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

describe('the catalogues', () => {
  const chinese = flat(zh);
  const english = flat(en);

  it('have the same keys, and the same figures in each text', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of chinese)
      expect([key, figures(english.get(key) ?? '')]).toEqual([key, figures(text)]);
  });

  it('name all 48 intents', () => {
    expect(Object.keys(zh.intent)).toHaveLength(48);
  });

  it('hold every text that the pages ask for', () => {
    const root = new URL('..', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.tsx?$/.test(name) && !name.includes('.test.'),
    );
    const asked = files.flatMap((name) =>
      [...readFileSync(new URL(name, root), 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !chinese.has(key))).toEqual([]);
  });
});

describe('a span', () => {
  it('reads like a clock', () => {
    expect([span(7000), span(750_000), span(11_109_000)]).toEqual(['0:07', '12:30', '3:05:09']);
  });
});
