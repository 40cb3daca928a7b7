import type { Metric, MetricDefinition, MetricRound } from '@miaohui/client';

/** A share of rounds with a line at nine of ten. */
export function metric(standing: Partial<Metric['standing']>, other: Partial<Metric> = {}): Metric {
  return {
    definition: 'three-minute',
    version: 1,
    title: { zh: '3分钟响应率', en: '3-minute response rate' },
    unit: 'round',
    is_seconds: false,
    from: '2026-01-01T00:00:00Z',
    to: '2026-02-01T00:00:00Z',
    figure: { value: 0.9, numerator: 9, denominator: 10 },
    today: { value: 1, numerator: 2, denominator: 2 },
    standing: { answer_now: [], reachable: true, value: 0.9, projected: 0.9, ...standing },
    by_agent: [],
    target: { value: 0.9, better: 'high' },
    rounds_total: 0,
    rounds: [],
    next: null,
    ...other,
  };
}

export function round(other: Partial<MetricRound>): MetricRound {
  return {
    conversation: 'c',
    buyer: 'b',
    agent: null,
    start: '2026-01-01T00:00:00Z',
    end: null,
    due: null,
    counted: false,
    numerator: 0,
    reason: 'open',
    why: { zh: '还在等待，暂不计入。', en: 'Still open: not counted yet.' },
    passed_over: [],
    ...other,
  };
}

export function definition(other: Partial<MetricDefinition>): MetricDefinition {
  return {
    name: 'three-minute',
    version: 1,
    effective_from: '2024-01-01',
    title: { zh: '3分钟响应率', en: '3-minute response rate' },
    platform: '',
    source: 'The house.',
    unit: 'round',
    judged: 'first',
    measure: { kind: 'rate', due: { within_seconds: 180, by_clock: null, weekend: null } },
    start: 'hand_off',
    valid: ['human'],
    account: 'shop',
    bot_reception: 'excluded',
    begun_by: 'anybody',
    cap_seconds: null,
    unanswered: 'failed',
    hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '23:00' }],
    hours_by: 'start',
    day_starts: '00:00',
    same_day_only: false,
    rolling: { days: 30, today: true },
    merge_gap_seconds: 0,
    exempt: [],
    exclude: [],
    only: null,
    minimum: null,
    target: { value: 0.9, better: 'high' },
    ...other,
  };
}
