import { type ArticleFigures, api, data } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { day, percent } from '../../i18n/format';
import type { Wanted } from './behind';

/** How each article does. Every number opens what stands behind it. */
export function FiguresTable({ shop, onLook }: { shop: string; onLook: (wanted: Wanted) => void }) {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: keys.of('health', shop, 'figures'),
    queryFn: () =>
      data(
        api.GET('/api/v1/shops/{shop}/articles/figures', {
          params: { path: { shop }, query: { days: 30 } },
        }),
      ),
  });
  return (
    <Panel title={t('health.articles')} icon="book" list={list} empty={t('health.empty')}>
      {(rows) => (
        <table className="table figures">
          <thead>
            <tr>
              <th>{t('health.article')}</th>
              <th className="right">{t('health.told')}</th>
              <th className="right">{t('health.offered')}</th>
              <th className="right">{t('health.satisfaction')}</th>
              <th className="right">{t('health.deflection')}</th>
              <th className="right">{t('health.suggestion')}</th>
              <th className="right">{t('health.age')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.article.id} row={row} onLook={onLook} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ row, onLook }: { row: ArticleFigures; onLook: (wanted: Wanted) => void }) {
  const { t, i18n } = useTranslation();
  const { figures, article } = row;
  const share = (value: number) => percent(value, i18n.language);
  const look = (wanted: Omit<Wanted, 'title' | 'article'>, shown: ReactNode) => (
    <button
      type="button"
      className="behind num"
      onClick={() => onLook({ ...wanted, article: article.id, title: article.question })}
    >
      {shown}
    </button>
  );
  const used = figures.accepted + figures.edited + figures.rejected;
  return (
    <tr>
      <td>
        {article.question} {!row.fresh && <span className="tag amber">{t('health.stale')}</span>}
      </td>
      <td className="right">{figures.told > 0 ? look({ outcome: 'told' }, figures.told) : 0}</td>
      <td className="right">{figures.offered > 0 ? look({ outcome: 'offered' }, figures.offered) : 0}</td>
      <td className="right">
        {row.satisfaction == null ? (
          '–'
        ) : (
          <>
            {look({ rating: figures.bad > 0 ? 'bad' : 'good' }, share(row.satisfaction))}
            <p className="meta num">
              {t('health.at_least', { share: share(row.satisfaction_at_least ?? 0) })}
            </p>
          </>
        )}
      </td>
      <td className="right">
        {row.deflection == null ? '–' : look({ outcome: 'told' }, share(row.deflection))}
      </td>
      <td className="right num" title={t('health.suggestion_about', { ...figures })}>
        {used > 0 ? share((figures.accepted + figures.edited) / used) : '–'}
      </td>
      <td className="right num">{day(row.updated_at, i18n.language)}</td>
    </tr>
  );
}
