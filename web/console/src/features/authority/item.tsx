import { type Approval, api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { span } from '../../i18n/duration';
import { moment, money } from '../../i18n/format';
import { called } from './called';
import './authority.css';

/** What a flow asks with when nobody chose a reason. */
const NO_REASON = 'none';

/** One thing that was asked: who, how much and why; to be decided, or how it ended. */
export function ApprovalItem({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const amount = (of: Approval['amount']) => money(of, i18n.language);
  const waits = approval.state === 'asked';
  const time = (at: string) => moment(at, i18n.language, now);
  const until = () => t('approvals.until', { time: time(approval.expires_at) });
  const fate = () =>
    t(`approvals.fate.${approval.state}`, {
      name: approval.decided_by_name ?? '',
      time: time(approval.decided_at ?? approval.expires_at),
      defaultValue: time(approval.decided_at ?? approval.expires_at),
    });
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
          time(approval.asked_at),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {approval.why && <p>{approval.why}</p>}
      <p className={waits ? 'meta amber' : 'meta'}>{waits ? until() : fate()}</p>
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
