import { api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { moment } from '../../i18n/format';

/** Which questions stand behind a figure. */
export interface Wanted {
  title: string;
  article?: string;
  outcome?: 'told' | 'offered';
  rating?: 'good' | 'bad';
  missed?: boolean;
}

/** The questions behind a figure, each with its conversation. */
export function Behind({ shop, wanted, onClose }: { shop: string; wanted: Wanted; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { title, ...query } = wanted;
  const list = useQuery({
    queryKey: keys.of('health', shop, 'asked', JSON.stringify(query)),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/asked', { params: { path: { shop }, query } })),
  });
  return (
    <Dialog wide title={`${t('health.behind')} · ${title}`} onClose={onClose}>
      {list.isPending && <Skeleton lines={3} label={t('common.loading')} />}
      {list.isError && (
        <p className="alert" role="alert">
          {words(list.error, t)}
        </p>
      )}
      {list.data?.length === 0 && <Empty icon="search" title={t('health.nothing_behind')} />}
      {list.data && list.data.length > 0 && (
        <table className="table">
          <tbody>
            {list.data.map((asked) => (
              <tr key={asked.id}>
                <td>{asked.text}</td>
                <td>
                  <span className="tag">{t(`outcome.${asked.outcome}`)}</span>
                </td>
                <td>
                  {asked.rating && (
                    <span className={asked.rating === 'good' ? 'tag green' : 'tag red'}>
                      {t(`rating.${asked.rating}`)}
                    </span>
                  )}
                  {asked.rated_by && <p className="meta">{t(`rated_by.${asked.rated_by}`)}</p>}
                </td>
                <td className="num">{moment(asked.at, i18n.language, Date.now())}</td>
                <td className="acts">
                  <Link to="/" search={{ c: asked.conversation }} className="btn">
                    {t('gaps.conversation')}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <footer>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}
