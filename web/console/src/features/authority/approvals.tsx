import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { approvalsQuery, shopsQuery } from '../../app/queries';
import { span } from '../../i18n/duration';
import { ApprovalItem } from './item';
import { Unread, unread } from './unread';
import './authority.css';

/** What was asked over limits, in every shop that its reader sees, but for the one that is shown already. */
export function ApprovalList({ except }: { except: string | undefined }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(true);
  const asked = useQuery(shopsQuery);
  const shops = asked.data ?? [];
  const lists = useQueries({ queries: shops.map((shop) => approvalsQuery(shop.id, open)) });
  const missing = unread([asked, ...lists], ['', ...shops.map((shop) => shop.name)]);
  const approvals = lists
    .flatMap((one) => one.data?.approvals ?? [])
    .filter((one) => one.id !== except)
    .sort((a, b) => (open ? 1 : -1) * (Date.parse(a.asked_at) - Date.parse(b.asked_at)));
  const known = lists.flatMap((one) => (one.data ? [one.data.waiting] : []));
  const sum = (pick: (one: (typeof known)[number]) => number) =>
    known.reduce((total, one) => total + pick(one), 0);
  const longest = Math.max(0, ...known.map((one) => one.longest_seconds));
  return (
    <section className="panel" aria-label={t('approvals.title')}>
      <header>
        <h2>{t(open ? 'approvals.waits' : 'approvals.all')}</h2>
        <span className="meta">{t('common.count', { n: approvals.length })}</span>
        <select
          className="input end"
          aria-label={t('approvals.which')}
          value={open ? 'open' : 'all'}
          onChange={(event) => setOpen(event.target.value === 'open')}
        >
          <option value="open">{t('approvals.waits')}</option>
          <option value="all">{t('approvals.all')}</option>
        </select>
      </header>
      {known.length > 0 && (
        <p className="meta num">
          {t('approvals.summed', {
            n: sum((one) => one.asked),
            total: span(sum((one) => one.total_seconds) * 1000),
            longest: span(longest * 1000),
          })}
        </p>
      )}
      {[asked, ...lists].some((one) => one.isLoading) && <Skeleton lines={3} label={t('common.loading')} />}
      {missing.length > 0 && <Unread missing={missing} />}
      {missing.length === 0 && known.length > 0 && approvals.length === 0 && (
        <Empty icon="shield" title={t('approvals.empty')}>
          {t('approvals.empty_about')}
        </Empty>
      )}
      <ul className="approvals">
        {approvals.map((one) => (
          <li key={one.id}>
            <ApprovalItem approval={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}
