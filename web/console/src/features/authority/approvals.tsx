import { type Approval, api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { approvalsQuery, shopsQuery } from '../../app/queries';
import { span } from '../../i18n/duration';
import { moment, money } from '../../i18n/format';
import { called } from './called';
import { Unread, unread } from './unread';
import './authority.css';

/** What was asked over limits, in every shop that its reader sees. */
export function ApprovalList() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(true);
  const asked = useQuery(shopsQuery);
  const shops = asked.data ?? [];
  const lists = useQueries({ queries: shops.map((shop) => approvalsQuery(shop.id, open)) });
  const missing = unread([asked, ...lists], ['', ...shops.map((shop) => shop.name)]);
  const approvals = lists
    .flatMap((one) => one.data?.approvals ?? [])
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
            <Item approval={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a flow asks with when nobody chose a reason. */
const NO_REASON = 'none';

function Item({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const amount = (of: Approval['amount']) => money(of, i18n.language);
  const waits = approval.state === 'asked';
  const waited = waits ? now - Date.parse(approval.asked_at) : approval.waited_seconds * 1000;
  return (
    <>
      <p className="line">
        <span className="ask">
          {t('approvals.asked', {
            name: approval.asked_by_name ?? t('approvals.bot'),
            amount: amount(approval.amount),
          })}
        </span>
        <span className={waits ? 'tag amber num' : 'tag num'}>
          {t(waits ? 'approvals.waited' : 'approvals.decided_after', { span: span(waited) })}
        </span>
        {!waits && (
          <span className={approval.state === 'approved' ? 'tag green' : 'tag'}>
            {t(`approvals.state.${approval.state}`)}
            {approval.decided_by_name && ` ${t('approvals.by', { name: approval.decided_by_name })}`}
          </span>
        )}
      </p>
      <p className="meta">
        {[
          t('approvals.for', { name: approval.buyer_name ?? t('approvals.stranger') }),
          called(approval.flow_title, approval.flow, i18n.language),
          approval.reason !== NO_REASON && called(approval.reason_title, approval.reason, i18n.language),
          approval.order &&
            t('approvals.order', { number: approval.order, amount: amount(approval.order_value) }),
          t(`approvals.over.${approval.over}`, { amount: amount(approval.over_by) }),
          moment(approval.asked_at, i18n.language, now),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {approval.why && <p>{approval.why}</p>}
      {approval.note && <p className="meta">{approval.note}</p>}
      {approval.conversation && (
        <p>
          <Link to="/" search={{ c: approval.conversation }}>
            {t('approvals.conversation')}
          </Link>
        </p>
      )}
      {waits && <Decide id={approval.id} />}
    </>
  );
}

function Decide({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const deciding = useMutation({
    mutationFn: (approve: boolean) => {
      const request = { params: { path: { id } }, body: { note } };
      return approve
        ? data(api.POST('/api/v1/approvals/{id}/approve', request))
        : data(api.POST('/api/v1/approvals/{id}/refuse', request));
    },
    onSuccess: (_, approve) =>
      notify(t(approve ? 'approvals.approved' : 'approvals.refused'), { bad: false }),
    onError: (error) => notify(words(error, t), { bad: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.approvals }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!deciding.isPending) deciding.mutate(true);
      }}
    >
      <input
        className="input"
        aria-label={t('approvals.note')}
        placeholder={t('approvals.note')}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={deciding.isPending}>
        {t('approvals.approve')}
      </Button>
      <Button disabled={deciding.isPending} onClick={() => deciding.mutate(false)}>
        {t('approvals.refuse')}
      </Button>
    </form>
  );
}
