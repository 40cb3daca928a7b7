import type { Advice, Comparison, ReportBy, ReportLine } from '@miaohui/client';
import { IconButton } from '@miaohui/ui/button';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import type { Asked } from './asked';
import { Chart } from './chart';
import { byDifference } from './drawings';
import { named, signed, spell, type Telling } from './figures';
import { compareQuery } from './queries';

interface Props {
  asked: Asked;
  by: ReportBy;
  lines: ReportLine[];
  chosen: [string | undefined, string | undefined];
  onChoose: (a: string, b: string) => void;
}

/** Why one is slower than another; without a choice, the slowest and the quickest. */
export function Compare({ asked, by, lines, chosen, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const telling = { t, language: i18n.language };
  const answered = lines.filter(({ figures }) => figures.response.count > 0);
  const slow = [...answered].sort((x, y) => (y.figures.response.mean ?? 0) - (x.figures.response.mean ?? 0));
  const known = (key: string | undefined) => answered.find((line) => line.key === key)?.key;
  const a = known(chosen[0]) ?? slow.find((line) => line.key !== known(chosen[1]))?.key;
  const b = known(chosen[1]) ?? slow.findLast((line) => line.key !== a)?.key;
  if (!a || !b || a === b) return null;
  const side = (name: string, value: string, other: string, onChange: (key: string) => void) => (
    <label>
      <span className="meta">{name}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {answered
          .filter((line) => line.key !== other)
          .map((line) => (
            <option key={line.key} value={line.key}>
              {named(by, line, telling)}
            </option>
          ))}
      </select>
    </label>
  );
  return (
    <section className="panel" aria-label={t('reports.compare.title')}>
      <header>
        <h2>{t('reports.compare.title')}</h2>
      </header>
      <div className="asked-by">
        {side(t('reports.compare.a'), a, b, (key) => onChoose(key, b))}
        <IconButton icon="swap" label={t('reports.compare.swap')} onClick={() => onChoose(b, a)} />
        {side(t('reports.compare.b'), b, a, (key) => onChoose(a, key))}
      </div>
      <Compared asked={asked} by={by} pair={[a, b]} />
    </section>
  );
}

function Compared({ asked, by, pair }: { asked: Asked; by: ReportBy; pair: [string, string] }) {
  const { t, i18n } = useTranslation();
  const telling = useMemo(() => ({ t, language: i18n.language }), [t, i18n.language]);
  const { data: compared, ...found } = useQuery(compareQuery(asked, by, pair));
  const draw = useMemo(() => compared && byDifference(compared, telling), [compared, telling]);
  if (found.isError && !compared) return <Failed error={found.error} again={found.refetch} />;
  if (!compared || !draw) return <Skeleton lines={3} label={t('common.loading')} />;
  const why = i18n.language === 'en' ? compared.why.en : compared.why.zh;
  return (
    <>
      <p className="in-words">{why}</p>
      {compared.difference != null && (
        <>
          <Chart
            label={t('reports.compare.by_cause')}
            height={72 + 34 * compared.causes.filter(({ same, mix }) => same !== 0 || mix !== 0).length}
            draw={draw}
          />
          <Parts compared={compared} telling={telling} />
          <h3>{t('reports.compare.advice')}</h3>
          {compared.advice.length === 0 && <p className="meta">{t('reports.compare.no_advice')}</p>}
          <ul className="advice">
            {compared.advice.map((advice) => (
              <li key={`${advice.kind} ${advice.intent} ${advice.hour}`}>{sentence(advice, telling)}</li>
            ))}
          </ul>
        </>
      )}
      <p className="meta">{t('reports.compare.about')}</p>
    </>
  );
}

function sentence({ kind, intent, cause, hour, seconds }: Advice, telling: Telling): string {
  const { t } = telling;
  const time = spell(seconds, telling);
  const named = { intent: t(`intent.${intent}`), time };
  if (kind === 'train') return t(`reports.compare.train.${cause}`, named);
  return kind === 'staff' ? t('reports.compare.staff', { hour, time }) : t('reports.compare.tell', named);
}

/** The difference taken apart twice: each column adds up to it. */
function Parts({ compared, telling }: { compared: Comparison; telling: Telling }) {
  const { t } = telling;
  const due = (same: number, mix: number) => (
    <>
      <td className="num right">{signed(same, telling)}</td>
      <td className="num right">{signed(mix, telling)}</td>
      <td className="num right">
        <b>{signed(same + mix, telling)}</b>
      </td>
    </>
  );
  const head = (name: string) => (
    <thead>
      <tr>
        <th>{name}</th>
        <th className="right">{t('reports.compare.a')}</th>
        <th className="right">{t('reports.compare.b')}</th>
        <th className="right">{t('reports.compare.same')}</th>
        <th className="right">{t('reports.compare.mix')}</th>
        <th className="right">{t('reports.compare.total')}</th>
      </tr>
    </thead>
  );
  const whole = (
    <tr className="whole">
      <td>{t('reports.compare.total')}</td>
      <td className="num right">{spell(compared.a.mean, telling)}</td>
      <td className="num right">{spell(compared.b.mean, telling)}</td>
      {due(compared.same, compared.mix)}
    </tr>
  );
  const counted = (mean: number | null | undefined, count: number) =>
    count === 0 ? '–' : `${spell(mean, telling)} × ${count}`;
  return (
    <div className="scrolls">
      <table className="table counted">
        {head(t('reports.compare.by_cause'))}
        <tbody>
          {compared.causes
            .filter((one) => one.a > 0 || one.b > 0)
            .map((one) => (
              <tr key={one.cause}>
                <td>{t(`reports.cause.${one.cause}`)}</td>
                <td className="num right">{spell(one.a, telling)}</td>
                <td className="num right">{spell(one.b, telling)}</td>
                {due(one.same, one.mix)}
              </tr>
            ))}
          {whole}
        </tbody>
      </table>
      <table className="table counted">
        {head(t('reports.compare.by_intent'))}
        <tbody>
          {compared.intents.map((one) => (
            <tr key={one.intent}>
              <td>{t(`intent.${one.intent}`)}</td>
              <td className="num right">{counted(one.a_mean, one.a_count)}</td>
              <td className="num right">{counted(one.b_mean, one.b_count)}</td>
              {due(one.same, one.mix)}
            </tr>
          ))}
          {whole}
        </tbody>
      </table>
    </div>
  );
}
