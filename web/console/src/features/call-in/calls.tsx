import type { CallIn } from '@miaohui/client';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { span } from '../../i18n/duration';
import { moment } from '../../i18n/format';

/** Who was called, when, why, and who came. */
export function Calls({ view }: { view: UseQueryResult<CallIn> }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const time = (at: string) => moment(at, i18n.language, now);
  return (
    <Panel
      title={t('call_in.calls')}
      icon="clock"
      list={{ ...view, data: view.data?.calls }}
      empty={t('call_in.calls_empty')}
    >
      {(rows) => (
        <ul className="call-in-rows">
          {rows.map((call) => (
            <li key={call.id}>
              <p className="line">
                <strong>{time(call.called_at)}</strong>
                <span>
                  {call.by_name
                    ? t('call_in.called_by', { name: call.by_name })
                    : t('call_in.called_by_queue')}
                </span>
                <span className="meta">
                  {t('call_in.call_state', { n: call.waiting, time: span(call.wait_seconds * 1000) })}
                </span>
              </p>
              <p className="line">
                {call.called.map((one) => (
                  <span key={one.id} className={one.came_at ? 'tag green' : 'tag'}>
                    {one.came_at
                      ? t('call_in.came', { name: one.name, time: time(one.came_at) })
                      : t('call_in.not_came', { name: one.name })}
                  </span>
                ))}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
