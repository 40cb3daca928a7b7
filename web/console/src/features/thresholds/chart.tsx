import type { Curve, Thresholds } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import './chart.css';

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 52;
const TOP = 24;
const BOTTOM = 28;

const x = (threshold: number) => LEFT + threshold * (WIDTH - LEFT - 20);
const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);

/** A share in full percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Where the points lie, as the path of a line. */
export function line(points: { threshold: number }[], share: (at: number) => number): string {
  return points
    .map((point, at) => `${at ? 'L' : 'M'}${x(point.threshold).toFixed(1)} ${y(share(at)).toFixed(1)}`)
    .join('');
}

/** Precision and coverage by threshold, with the thresholds that are set and those proposed. */
export function Chart({ curve, present }: { curve: Curve; present: Thresholds }) {
  const { t } = useTranslation();
  const { points, proposed } = curve;
  const marks = [
    { name: t('thresholds.present'), look: 'present', at: present },
    ...(proposed ? [{ name: t('thresholds.proposed'), look: 'proposed', at: proposed }] : []),
  ];
  return (
    <figure className="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('thresholds.chart')}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share} className="grid">
            <line x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
              {percent(share)}
            </text>
            <text x={x(share)} y={HEIGHT - 10} textAnchor="middle">
              {share.toFixed(2)}
            </text>
          </g>
        ))}
        <path className="precision" d={line(points, (at) => points[at]?.precision ?? 0)} />
        <path className="coverage" d={line(points, (at) => points[at]?.coverage ?? 0)} />
        {marks.map((mark) => (
          <g key={mark.look} className={mark.look}>
            <title>{mark.name}</title>
            <line x1={x(mark.at.answer_at)} x2={x(mark.at.answer_at)} y1={TOP} y2={y(0)} />
            <line className="offer" x1={x(mark.at.offer_at)} x2={x(mark.at.offer_at)} y1={TOP} y2={y(0)} />
          </g>
        ))}
      </svg>
      <figcaption className="meta">
        {['precision', 'coverage', ...marks.map((mark) => mark.look)].map((name) => (
          <span key={name} className={name}>
            <i />
            {t(`thresholds.${name}`)}
          </span>
        ))}
        <span>{t('thresholds.dashed')}</span>
      </figcaption>
    </figure>
  );
}
