import type { ReportBy, ReportLine, Shop, ShopReport } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from './chart';
import { byCause, byDay, byHour, HEATS, type Heat } from './drawings';
import { FIGURES, named } from './figures';
import type { Opened } from './reports';

const DIMENSIONS: ReportBy[] = ['person', 'day', 'hour', 'intent', 'channel', 'shop'];
/** A table with more lines than this scrolls by itself. */
const LONG = 40;
/** The height of a bar with the room around it, and of what stands above and below. */
const [BAR, AROUND] = [34, 72];

interface Props {
  report: ShopReport;
  shops: Shop[];
  onBy: (by: ReportBy) => void;
  onOpen: (opened: Opened) => void;
}

/** A drawing by the chosen dimension, and the table that says the same. */
export function Lines({ report, shops, onBy, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const { by } = report;
  const [heat, setHeat] = useState<Heat>('conversations');
  const telling = useMemo(() => ({ t, language: i18n.language }), [t, i18n.language]);
  const lines = useMemo(() => inOrder(report), [report]);
  const names = useMemo(() => lines.map((line) => named(by, line, telling)), [by, lines, telling]);
  const draw = useMemo(() => {
    if (by === 'day') return byDay(lines, names, report.target_seconds ?? undefined, telling);
    if (by === 'hour') return byHour(lines, heat, telling);
    return byCause(lines, names, telling);
  }, [by, lines, names, heat, report.target_seconds, telling]);
  const open = useCallback(
    (at: number) => {
      // A heat map leaves out hours of which nothing is known.
      const shown = by === 'hour' ? lines.filter(({ figures }) => HEATS[heat](figures) !== null) : lines;
      const line = shown[at];
      if (line) onOpen({ of: by, key: line.key, which: 'all', name: named(by, line, telling) });
    },
    [by, heat, lines, onOpen, telling],
  );
  const title = t(
    by === 'day' ? 'reports.charts.line' : by === 'hour' ? 'reports.charts.heat' : 'reports.charts.causes',
  );
  const height = by === 'day' ? 300 : by === 'hour' ? 300 : AROUND + BAR * lines.length;
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <fieldset className="segments line end">
          <legend className="hidden">{t('reports.by')}</legend>
          {DIMENSIONS.filter((one) => one !== 'shop' || shops.length > 1).map((one) => (
            <Button
              key={one}
              look={one === by ? 'primary' : 'plain'}
              aria-pressed={one === by}
              onClick={() => onBy(one)}
            >
              {t(`reports.dimension.${one}`)}
            </Button>
          ))}
        </fieldset>
      </header>
      {by === 'hour' && (
        <label className="shown">
          <span className="meta">{t('reports.charts.shown')}</span>
          <select className="input" value={heat} onChange={(event) => setHeat(event.target.value as Heat)}>
            {(Object.keys(HEATS) as Heat[]).map((one) => (
              <option key={one} value={one}>
                {t(`reports.figure.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Chart label={title} height={height} draw={draw} onChoose={open} />
      <Table by={by} lines={lines} names={names} whole={report.whole} onOpen={onOpen} />
    </section>
  );
}

/** Days and hours in their order; all else by who has most to answer for, and what nobody answered at the end. */
function inOrder({ by, lines }: ShopReport): ReportLine[] {
  if (by === 'day' || by === 'hour') return lines;
  const weight = ({ key, figures }: ReportLine) => (key === 'nobody' ? -1 : figures.response.count);
  return [...lines].sort((a, b) => weight(b) - weight(a));
}

/** The first answer may be the bot's: of people it says nothing. */
function figuresBy(by: ReportBy) {
  return FIGURES.filter(({ name }) => by !== 'person' || name !== 'first_any');
}

interface TableProps {
  by: ReportBy;
  lines: ReportLine[];
  names: string[];
  whole: ShopReport['whole'];
  onOpen: (opened: Opened) => void;
}

function Table({ by, lines, names, whole, onOpen }: TableProps) {
  const { t } = useTranslation();
  const all = t('reports.whole');
  return (
    <div className={lines.length > LONG ? 'scrolls long' : 'scrolls'}>
      <table className="table counted">
        <thead>
          <tr>
            <th>{t(`reports.dimension.${by}`)}</th>
            {figuresBy(by).map(({ name }) => (
              <th key={name} className="right" title={t(`reports.about.${name}`)}>
                {t(`reports.figure.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <Row
              key={line.key}
              by={by}
              name={names[at] ?? line.key}
              figures={line.figures}
              onOpen={(which) => onOpen({ of: by, key: line.key, which, name: names[at] ?? line.key })}
            />
          ))}
          <Row by={by} name={all} figures={whole} onOpen={(which) => onOpen({ which, name: all })} whole />
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  by: ReportBy;
  name: string;
  figures: ShopReport['whole'];
  whole?: boolean;
  onOpen: (which: Opened['which']) => void;
}

function Row({ by, name, figures, whole, onOpen }: RowProps) {
  const { t, i18n } = useTranslation();
  const telling = { t, language: i18n.language };
  return (
    <tr className={whole ? 'whole' : undefined}>
      <td>{name}</td>
      {figuresBy(by).map((figure) => {
        const value = figure.value(figures, telling);
        return (
          <td key={figure.name} className="num right">
            {value === '–' ? (
              value
            ) : (
              <button
                type="button"
                className="to-behind"
                title={figure.more(figures, telling).join(' · ')}
                aria-label={t('reports.open_behind', {
                  name,
                  what: t(`reports.figure.${figure.name}`),
                  value,
                })}
                onClick={() => onOpen(figure.which)}
              >
                {value}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
}
