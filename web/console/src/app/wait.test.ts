import { describe, expect, it } from 'vitest';
import { conversation } from '../live/fixtures';
import { waitOf } from './wait';

const begun = Date.parse('2026-01-01T00:00:00Z');
const due = { due_at: '2026-01-01T00:01:40Z' };
const at = (seconds: number, by = {}) => waitOf(conversation('a', { ...due, ...by }), begun + seconds * 1000);

describe('the colour of a wait', () => {
  it('is calm, yellow from six tenths of the time, red when it is out', () => {
    expect(at(59)?.colour).toBe('calm');
    expect(at(60)?.colour).toBe('amber');
    expect(at(100)?.colour).toBe('red');
  });

  it('says what is left, and how late it is', () => {
    expect(at(40)?.left).toBe(60_000);
    expect(at(130)?.left).toBe(-30_000);
    expect(at(130)?.share).toBe(1);
  });

  it('is nothing where nobody waits', () => {
    expect(at(10, { unanswered_since: null, status: 'assigned' })).toBeUndefined();
    expect(at(10, { status: 'resolved' })).toBeUndefined();
  });
});
