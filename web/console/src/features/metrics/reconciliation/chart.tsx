import type { MetricTarget, Reconciliation } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { day } from '../../../i18n/format';
import { worth } from '../said';
import { useSpeaker } from '../speaker';
import { drawnOf, pathOf } from './lines';

interface Props {
  found: Reconciliation;
  target: MetricTarget | null | undefined;
  /** What another reading comes to on each of the days. */
  read: (number | null | undefined)[] | undefined;
  about: string;
}

/** The platform's number and ours, day by day; the table below has the figures. */
export function Chart({ found, target, read, about }: Props) {
  const { t } = useTranslation();
  const speaker = useSpeaker();
  const { days } = found;
  const theirs = days.map((one) => one.theirs);
  const ours = days.map((one) => one.ours);
  const drawn = drawnOf(days, [theirs, ours, read ?? [], [target?.value]], found);
  const drawings = [
    { name: 'theirs', path: pathOf(days, theirs, drawn) },
    { name: 'ours', path: pathOf(days, ours, drawn) },
    ...(read ? [{ name: 'read', path: pathOf(days, read, drawn) }] : []),
  ];
  const [first, last] = [days[0], days.at(-1)];
  const label = (value: number) => worth(value, { is_seconds: found.is_seconds }, speaker);
  const local = (one: string) => day(`${one}T00:00`, speaker.language);
  return (
    <figure className="held-against">
      <figcaption className="line">
        {drawings.map(({ name }) => (
          <span key={name} className={`key ${name}`}>
            {t(`reconciliation.${name}`)}
          </span>
        ))}
        {target && (
          <span className="key target">{t('reconciliation.line', { line: label(target.value) })}</span>
        )}
      </figcaption>
      <div className="drawn">
        <span className="meta num most">{label(drawn.high)}</span>
        <span className="meta num least">{label(drawn.low)}</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={about}>
          {target && <path className="target" d={`M0 ${drawn.y(target.value)}h100`} />}
          {drawings.map(({ name, path }) => (
            <path key={name} className={name} d={path} />
          ))}
        </svg>
        {first && <span className="meta num first">{local(first.day)}</span>}
        {first !== last && last && <span className="meta num last">{local(last.day)}</span>}
      </div>
    </figure>
  );
}
