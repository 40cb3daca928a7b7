import type { Trial, Tried } from '@miaohui/client';
import { describe, expect, it } from 'vitest';
import { changedSince, questionsIn, runOf } from './memory';
import { questionsOf, sheetOf } from './sheet';

const trial = (text: string, outcome: Trial['outcome'] = 'told'): Trial => ({
  outcome,
  text,
  sources: [],
  intent: 'invoice',
  intent_confidence: 0.9,
  emotion: 'neutral',
  score: 0.8,
});
const tried = (question: string, live: Trial): Tried => ({ question, live });

describe('trials', () => {
  it('take each question once', () => {
    expect(questionsIn(' a \n\nb\na\n')).toEqual(['a', 'b']);
  });

  it('are compared with the run before', () => {
    const before = runOf([tried('a', trial('x')), tried('b', trial('y'))], '2026-01-01T00:00:00Z');
    expect(changedSince(before, tried('a', trial('x')))).toBeUndefined();
    expect(changedSince(before, tried('b', trial('z')))).toEqual({ outcome: 'told', text: 'y' });
    expect(changedSince(before, tried('c', trial('z')))).toBeUndefined();
    expect(changedSince(undefined, tried('a', trial('x')))).toBeUndefined();
  });

  it('read lines, columns by name, first columns, and sheets that are not UTF-8', async () => {
    expect(await questionsOf(new File(['a\r\n b '], 'q.txt'))).toEqual(['a', 'b']);
    expect(await questionsOf(new File(['id,question\n1,"a, b"\n2,c\n'], 'q.csv'))).toEqual(['a, b', 'c']);
    expect(await questionsOf(new File(['a,1\nb,2\n'], 'q.CSV'))).toEqual(['a', 'b']);
    const chinese = new Uint8Array([0xce, 0xca, 0xcc, 0xe2, 0x0a, 0xd4, 0xda, 0xc2, 0xf0]);
    expect(await questionsOf(new File([chinese], 'q.csv'))).toEqual(['在吗']);
  });

  it('are exported without formulas', () => {
    const sheet = sheetOf([tried('=1+1', trial('say "x"'))], ((key: string) => key) as never);
    expect(sheet).toContain('"\'=1+1"');
    expect(sheet).toContain('"say ""x"""');
  });
});
