import { api, data, type Thresholds } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { Chart, percent } from './chart';

/** How sure the bot must be: what the shop's own articles say about it, and what is set. */
export function ThresholdsPart({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const path = { params: { path: { shop } } };
  const queryKey = keys.of('thresholds', shop);
  const seen = useQuery({
    queryKey,
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/thresholds', path)),
  });
  const setting = useMutation({
    mutationFn: (body: Thresholds) => data(api.PUT('/api/v1/shops/{shop}/thresholds', { ...path, body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey });
      notify(t('common.saved'), { bad: false });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const view = seen.data;
  const proposed = view?.curve.proposed;
  const same =
    proposed?.answer_at === view?.present.answer_at && proposed?.offer_at === view?.present.offer_at;
  return (
    <section className="panel stack" aria-label={t('thresholds.title')}>
      <header>
        <h2>{t('thresholds.title')}</h2>
        {view && <span className="meta">{t('thresholds.samples', { n: view.curve.samples })}</span>}
        <span className="end line">
          {proposed && (
            <Button
              look="primary"
              disabled={same || setting.isPending}
              onClick={() => setting.mutate(proposed)}
            >
              {t(same ? 'thresholds.used' : 'thresholds.use')}
            </Button>
          )}
        </span>
      </header>
      {seen.isLoading && <Skeleton lines={6} label={t('thresholds.measuring')} />}
      {seen.isError && !view && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(seen.error, t)}</p>
          <Button onClick={() => void seen.refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {view && (
        <>
          <p className="meta">{t('thresholds.about', { target: percent(view.target) })}</p>
          <table className="table">
            <thead>
              <tr>
                <th />
                <th>{t('thresholds.answer_at')}</th>
                <th>{t('thresholds.offer_at')}</th>
                <th>{t('thresholds.precision')}</th>
                <th>{t('thresholds.coverage')}</th>
                <th>{t('thresholds.offered_right')}</th>
              </tr>
            </thead>
            <tbody>
              <Row name={t('thresholds.present')} set={view.present} points={view.curve.points} />
              {proposed && <Row name={t('thresholds.proposed')} set={proposed} points={view.curve.points} />}
            </tbody>
          </table>
          {view.curve.samples > 0 && <Chart curve={view.curve} present={view.present} />}
          {!proposed && <p>{t('thresholds.too_little')}</p>}
        </>
      )}
    </section>
  );
}

interface RowProps {
  name: string;
  set: Thresholds;
  points: { threshold: number; precision: number; coverage: number; offered_right: number }[];
}

/** What would become of questions with these settings. */
function Row({ name, set, points }: RowProps) {
  const point = points.reduce((best, one) =>
    Math.abs(one.threshold - set.answer_at) < Math.abs(best.threshold - set.answer_at) ? one : best,
  );
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{set.answer_at.toFixed(2)}</td>
      <td>{set.offer_at.toFixed(2)}</td>
      <td>{percent(point.precision)}</td>
      <td>{percent(point.coverage)}</td>
      <td>{percent(point.offered_right)}</td>
    </tr>
  );
}
