import { BOM, line } from './csv';

/** A number whose platform tells it as a share, or in seconds. */
export interface SampleMetric {
  metric: string;
  is_seconds: boolean;
}

const DAY_MS = 86_400_000;
const COLUMNS = { zh: ['指标', '日期', '数值', '数量'], en: ['metric', 'day', 'value', 'units'] };
/** As platforms write them, with and without how many it was taken of. */
const SHARES = [
  ['93.5%', 1200],
  ['0.917', null],
] as const;
const TIMES = [
  ['12.3', 1200],
  ['00:01:23', null],
] as const;

/** A file of the platform's numbers as it may look: each metric on the two days before today. */
export function platformSample(metrics: SampleMetric[], today: string, language: string): string {
  const before = (days: number) => new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10);
  const rows = metrics.flatMap(({ metric, is_seconds }) =>
    (is_seconds ? TIMES : SHARES).map(([value, units], at) => line([metric, before(2 - at), value, units])),
  );
  return BOM + line(COLUMNS[language === 'en' ? 'en' : 'zh']) + rows.join('');
}
