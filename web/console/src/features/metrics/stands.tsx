import type { Metric } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { clock, day } from '../../i18n/format';
import type { Held } from './definitions';
import { inWords } from './in-words';
import { dayOf, lineOf, reachOf, roomOf, worth } from './said';
import { useSpeaker } from './speaker';

/** The value now, and everything that follows from it. */
export function Stands({ metric, definition }: { metric: Metric; definition: Held }) {
  const { t } = useTranslation();
  const speaker = useSpeaker();
  const { say, language } = speaker;
  const { today, standing } = metric;
  const until = new Date(Date.parse(metric.to) - 1).toISOString();
  return (
    <div className="stands">
      <p className="fig num">{worth(standing.value, metric, speaker)}</p>
      <p>{say(lineOf(metric, speaker))}</p>
      <dl>
        <div>
          <dt>{t('metrics.today')}</dt>
          <dd className="num">
            {today.denominator > 0
              ? t('metrics.today_value', {
                  value: worth(today.value, metric, speaker),
                  n: today.denominator,
                  unit: t(`metrics.units.${metric.unit}`),
                })
              : t('metrics.today_nothing')}
          </dd>
        </div>
        <div>
          <dt>{t('metrics.going')}</dt>
          <dd>{say(dayOf(metric, speaker))}</dd>
        </div>
        {metric.target && (
          <>
            <div>
              <dt>{t('metrics.leeway')}</dt>
              <dd>{say(roomOf(metric, definition.now))}</dd>
            </div>
            <div>
              <dt>{t('metrics.answering')}</dt>
              <dd>{say(reachOf(metric))}</dd>
            </div>
          </>
        )}
        {!definition.now.rolling.today && (
          <div>
            <dt>{t('metrics.window')}</dt>
            <dd className="num">
              {t('metrics.window_value', {
                value: worth(metric.figure.value, metric, speaker),
                from: day(metric.from, language),
                to: day(until, language),
              })}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

/** That the number shown is old, where it is. */
export function Stale({ failed, at }: { failed: boolean; at: number }) {
  const { t, i18n } = useTranslation();
  if (!failed || at === 0) return null;
  return (
    <p className="tag amber stale" role="status">
      {t('metrics.stale', { at: clock(new Date(at).toISOString(), i18n.language) })}
    </p>
  );
}

/** What a number means, in words. */
export function Meaning({ definition }: { definition: Held }) {
  const speaker = useSpeaker();
  return (
    <dl className="meaning">
      {inWords(definition, speaker).map(({ name, words }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
