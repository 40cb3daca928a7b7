import type { Again, Conversation, DeepResolve, Promised } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { PromiseActions } from '../../app/promise-actions';
import { nearness, promisedQuery } from '../../app/promises';
import { span } from '../../i18n/duration';
import { daysBetween, moment } from '../../i18n/format';
import { BeginDeepDialog, EndDeepDialog } from './deep';
import './promised.css';

/** What the buyer was promised here, what they came back for, and whether somebody is getting to the root of it. */
export function PromisedStrip({ conversation: c, me }: { conversation: Conversation; me: string }) {
  const { data } = useQuery(promisedQuery(c.id));
  const open = data?.promises.filter((promise) => promise.state === 'open') ?? [];
  const again = data?.again[0];
  const deep = data?.deep && !data.deep.ended_at ? data.deep : undefined;
  const mine = c.status === 'assigned' && c.agent === me;
  return (
    <div className="promised">
      {again && <CameBack again={again} more={data.again.length - 1} />}
      {open.map((promise) => (
        <Line key={promise.id} promise={promise} />
      ))}
      <Deep conversation={c.id} deep={deep} mine={mine} />
    </div>
  );
}

function Line({ promise }: { promise: Promised }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const near = nearness(promise, now);
  const due = moment(promise.due_at, i18n.language, now);
  return (
    <div className={`promise ${near}`}>
      <Icon name="clock" small />
      <span className="num">
        {near === 'red' ? t('promises.was_due', { due }) : t('promises.by', { due })}
      </span>
      <span className="ell" title={promise.wording}>
        {promise.wording}
      </span>
      <span className="meta">{promise.owner_name ?? t('promises.of_shop')}</span>
      <PromiseActions promise={promise} />
    </div>
  );
}

function CameBack({ again, more }: { again: Again; more: number }) {
  const { t } = useTranslation();
  const days = daysBetween(again.at, Date.parse(again.again_at));
  const words = again.phrases.join(t('promises.between'));
  return (
    <div className="promise amber" role="note">
      <Icon name="back" small />
      <span className="ell" title={again.text}>
        {days > 0 ? t('promises.again', { days, words }) : t('promises.again_today', { words })}
        {more > 0 && ` +${more}`}
      </span>
    </div>
  );
}

function Deep({
  conversation,
  deep,
  mine,
}: {
  conversation: string;
  deep: DeepResolve | undefined;
  mine: boolean;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const [open, setOpen] = useState(false);
  if (!deep && !mine) return null;
  const left = deep ? Date.parse(deep.until_at) - now : 0;
  return (
    <div className={deep ? `promise ${left > 0 ? 'deep' : 'red'}` : 'promise idle'}>
      {deep && <Icon name="search" small />}
      {deep && (
        <span>
          {left > 0
            ? t('deep.by', { name: deep.agent_name, time: span(left) })
            : t('deep.by_over', { name: deep.agent_name, time: span(-left) })}
        </span>
      )}
      {mine && (
        <Button look="quiet" onClick={() => setOpen(true)}>
          {deep ? t('deep.end') : t('deep.begin')}
        </Button>
      )}
      {open && !deep && <BeginDeepDialog conversation={conversation} onClose={() => setOpen(false)} />}
      {open && deep && <EndDeepDialog conversation={conversation} onClose={() => setOpen(false)} />}
    </div>
  );
}
