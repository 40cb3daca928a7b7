import type { ReportBand, ReportSales, ShopReport, WhichCounted } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { money, percent } from '../../i18n/format';

const WHICH: WhichCounted[] = ['within_10', 'within_30', 'within_60', 'over_60'];

interface Props {
  report: ShopReport;
  onOpen: (which: WhichCounted) => void;
}

/** What waiting costs: by the wait for the first response, and by day and night. */
export function Bands({ report, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <section className="panel" aria-label={t('reports.bands.title')}>
      <header>
        <h2>{t('reports.bands.title')}</h2>
      </header>
      <p className="meta">{t('reports.bands.about')}</p>
      <div className="scrolls">
        <table className="table counted">
          <thead>
            <tr>
              <th>{t('reports.bands.wait')}</th>
              <th className="right">{t('reports.figure.conversations')}</th>
              <th className="right">{t('reports.figure.left')}</th>
              <th className="right">{t('reports.bands.before_sale')}</th>
              <th className="right">{t('reports.bands.ordered')}</th>
              <th className="right">{t('reports.bands.conversion')}</th>
              <th className="right">{t('reports.bands.against')}</th>
              {report.currency && <th className="right">{t('reports.bands.cost')}</th>}
            </tr>
          </thead>
          <tbody>
            {report.bands.map((band, at) => (
              <Band
                key={band.over}
                band={band}
                currency={report.currency ?? undefined}
                onOpen={() => onOpen(WHICH[at] ?? 'all')}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="meta">{t('reports.bands.cost_about')}</p>
      <h3>{t('reports.bands.night_title')}</h3>
      <p className="meta">{t('reports.bands.night_about')}</p>
      <table className="table counted nights">
        <thead>
          <tr>
            <th>{t('reports.bands.when')}</th>
            <th className="right">{t('reports.figure.conversations')}</th>
            <th className="right">{t('reports.bands.before_sale')}</th>
            <th className="right">{t('reports.bands.ordered')}</th>
            <th className="right">{t('reports.bands.conversion')}</th>
          </tr>
        </thead>
        <tbody>
          <Half name={t('reports.bands.day')} sales={report.by_day} />
          <Half name={t('reports.bands.night')} sales={report.by_night} />
        </tbody>
      </table>
    </section>
  );
}

function Band({
  band,
  currency,
  onOpen,
}: {
  band: ReportBand;
  currency: string | undefined;
  onOpen: () => void;
}) {
  const { t, i18n } = useTranslation();
  const name =
    band.until == null
      ? t('reports.bands.over', { from: band.over })
      : t('reports.bands.within', { from: band.over === 0 ? 0 : band.over + 1, to: band.until });
  const change = (share: number) =>
    new Intl.NumberFormat(i18n.language, {
      style: 'percent',
      maximumFractionDigits: 0,
      signDisplay: 'exceptZero',
    }).format(share - 1);
  return (
    <tr>
      <td>{name}</td>
      <td className="num right">
        <button
          type="button"
          className="to-behind"
          aria-label={t('reports.open_behind', {
            name,
            what: t('reports.figure.conversations'),
            value: band.sales.conversations,
          })}
          onClick={onOpen}
        >
          {band.sales.conversations}
        </button>
      </td>
      <td className="num right">{band.left}</td>
      <Sold sales={band.sales} />
      <td className="num right">
        {band.seen == null ? '–' : change(band.seen)}
        <p className="meta">{t('reports.bands.guide', { value: change(band.guide) })}</p>
      </td>
      {currency && (
        <td className="num right">
          {money({ minor: Math.round(band.cost), currency }, i18n.language)}
          <p className="meta">{t(`reports.bands.grounds.${band.grounds}`)}</p>
        </td>
      )}
    </tr>
  );
}

function Half({ name, sales }: { name: string; sales: ReportSales }) {
  return (
    <tr>
      <td>{name}</td>
      <td className="num right">{sales.conversations}</td>
      <Sold sales={sales} />
    </tr>
  );
}

function Sold({ sales }: { sales: ReportSales }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <td className="num right">{sales.before_sale}</td>
      <td className="num right">{sales.ordered}</td>
      <td className="num right">
        {sales.conversion == null ? (
          <span className="meta">{t('reports.bands.few')}</span>
        ) : (
          percent(sales.conversion, i18n.language)
        )}
      </td>
    </>
  );
}
