import type { Connection } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { moment } from '../../i18n/format';

/** How a connection goes: whether it answers, what was found to differ, what could not be read. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation();
  const when = (at: string) => moment(at, i18n.language, Date.now());
  const { trouble, trouble_at: since, last_ok_at: fine, swept_at: swept } = connection;
  const state = trouble
    ? t('connection.since', {
        trouble: t(`connection.trouble.${trouble as 'denied'}`),
        at: since ? when(since) : '',
      })
    : fine
      ? t('connection.fine', { at: when(fine) })
      : t('connection.fresh');
  return (
    <>
      <p className={trouble ? 'alert' : undefined}>
        {t('connection.state')}: {state}
      </p>
      <p>
        {t('connection.hook')}: <code>{connection.hook_url}</code>
      </p>
      <p>
        {connection.walking && `${t('connection.walking')} · `}
        {swept && `${t('connection.swept', { at: when(swept) })} · `}
        {t('connection.waiting', { n: connection.waiting, again: connection.repeated })}
      </p>
      {connection.gaps.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>{t('connection.gaps')}</th>
              <th>{t('connection.count')}</th>
              <th>{t('connection.last')}</th>
            </tr>
          </thead>
          <tbody>
            {connection.gaps.map((gap) => (
              <tr key={gap.kind}>
                <td>{t(`connection.gap.${gap.kind as 'status'}`)}</td>
                <td>{gap.count}</td>
                <td>
                  {gap.last_what} · {when(gap.last_at)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {connection.misread.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>{t('connection.misread')}</th>
              <th>{t('connection.field')}</th>
              <th>{t('connection.count')}</th>
              <th>{t('connection.last')}</th>
            </tr>
          </thead>
          <tbody>
            {connection.misread.map((one) => (
              <tr key={`${one.what} ${one.field}`}>
                <td>{t(`connection.whats.${one.what as 'order'}`)}</td>
                <td>
                  <code>{one.field}</code> {one.reason}
                </td>
                <td>{one.count}</td>
                <td>
                  {one.last_what} · {when(one.last_at)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
