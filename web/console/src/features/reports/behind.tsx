import type { Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { moment } from '../../i18n/format';
import type { Asked } from './asked';
import { spell } from './figures';
import { behindQuery, PAGE } from './queries';
import type { Opened } from './reports';

interface Props {
  asked: Asked;
  opened: Opened;
  shops: Shop[];
  agents: Shop['colleagues'];
  onClose: () => void;
}

/** The conversations behind a figure, the longest wait first, each a way to it. */
export function BehindDialog({ asked, opened, shops, agents, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [page, setPage] = useState(0);
  const { name, ...behind } = opened;
  const { data: found, ...rest } = useQuery(behindQuery(asked, behind, page));
  const telling = { t, language: i18n.language };
  const title = t('reports.behind.title', { name, what: t(`reports.behind.which.${opened.which}`) });
  const called = (ids: string[]) =>
    ids.map((id) => agents.find((one) => one.id === id)?.name ?? id.slice(-6)).join(', ');
  return (
    <Dialog wide title={title} onClose={onClose}>
      {rest.isError && !found && <Failed error={rest.error} again={rest.refetch} />}
      {rest.isPending && <Skeleton lines={5} label={t('common.loading')} />}
      {found?.total === 0 && <Empty icon="chat" title={t('reports.behind.none')} />}
      {found && found.total > 0 && (
        <>
          <p className="meta">{t('common.count', { n: found.total })}</p>
          <div className="scrolls">
            <table className="table counted">
              <thead>
                <tr>
                  <th>{t('board.buyer')}</th>
                  <th>{t('reports.behind.began')}</th>
                  <th>{t('reports.intent')}</th>
                  <th>{t('reports.agent')}</th>
                  <th className="right">{t('reports.behind.first')}</th>
                  <th className="right">{t('reports.behind.longest')}</th>
                  {shops.length > 1 && <th>{t('settings.shop')}</th>}
                </tr>
              </thead>
              <tbody>
                {found.conversations.map((row) => (
                  <tr key={row.conversation}>
                    <td>
                      <Link to="/" search={{ c: row.conversation }}>
                        {row.buyer_name ?? t('conversation.number', { n: row.number })}
                      </Link>
                    </td>
                    <td className="num">{moment(row.opened_at, i18n.language, Date.now())}</td>
                    <td>{t(`intent.${row.intent}`)}</td>
                    <td>{row.left ? t('reports.figure.left') : called(row.agents) || '–'}</td>
                    <td className="num right">{spell(row.first_any, telling)}</td>
                    <td className="num right">{row.longest > 0 ? spell(row.longest, telling) : '–'}</td>
                    {shops.length > 1 && <td>{shops.find((one) => one.id === row.shop)?.name}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <footer>
        {found && found.total > PAGE && (
          <>
            <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
              {t('reports.behind.earlier')}
            </Button>
            <Button disabled={found.next == null} onClick={() => setPage(page + 1)}>
              {t('reports.behind.later')}
            </Button>
          </>
        )}
        <Button look="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      </footer>
    </Dialog>
  );
}
