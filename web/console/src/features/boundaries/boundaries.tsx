import { api, type Boundary, type BoundaryLine, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useMe } from '../../app/queries';
import { clock } from '../../i18n/format';

const CHOICES: Boundary[] = ['answer', 'collect', 'person', 'act'];

/** Where the shop draws the line between bot and people, for each intent. */
export function Boundaries({ shop }: { shop: string }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const me = useMe();
  const path = { params: { path: { shop } } };
  const queryKey = keys.of('boundaries', shop);
  const seen = useQuery({
    queryKey,
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/boundaries', path)),
  });
  const drawing = useMutation({
    mutationFn: (line: { intent: string; here: Boundary; away: Boundary }) =>
      data(api.PUT('/api/v1/shops/{shop}/boundaries', { ...path, body: { rows: [line] } })),
    onSuccess: (matrix) => {
      client.setQueryData(queryKey, matrix);
      notify(t('common.saved'), { bad: false });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const may = me.role === 'lead' || me.role === 'admin';
  const choice = (line: BoundaryLine, attendance: 'here' | 'away') => (
    <select
      className="input narrow"
      aria-label={`${t(`intent.${line.intent}`)}: ${t(`boundaries.${attendance}`)}`}
      value={line.drawn[attendance]}
      disabled={!may || line.intent === 'ask_human' || drawing.isPending}
      onChange={(event) =>
        drawing.mutate({
          intent: line.intent,
          ...line.drawn,
          [attendance]: event.target.value as Boundary,
        })
      }
    >
      {CHOICES.map((one) => (
        <option key={one} value={one}>
          {t(`boundaries.${one}`)}
        </option>
      ))}
    </select>
  );
  const own = (line: BoundaryLine) =>
    line.drawn.here !== line.usual.here || line.drawn.away !== line.usual.away;
  return (
    <section className="panel stack" aria-label={t('boundaries.title')}>
      <header>
        <h2>{t('boundaries.title')}</h2>
        {seen.data && <span className="meta">{t(`boundaries.now_${seen.data.now}`)}</span>}
      </header>
      {seen.isLoading && <Skeleton lines={8} label={t('common.loading')} />}
      {seen.isError && !seen.data && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(seen.error, t)}</p>
          <Button onClick={() => void seen.refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {seen.data && (
        <>
          <p className="meta">{t('boundaries.about')}</p>
          <table className="table">
            <thead>
              <tr>
                <th>{t('boundaries.intent')}</th>
                <th>{t('boundaries.here')}</th>
                <th>{t('boundaries.away')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {seen.data.rows.map((line) => (
                <tr key={line.intent}>
                  <th scope="row">{t(`intent.${line.intent}`)}</th>
                  <td>{choice(line, 'here')}</td>
                  <td>{choice(line, 'away')}</td>
                  <td className="acts">
                    {own(line) && may && (
                      <Button
                        look="quiet"
                        onClick={() => drawing.mutate({ intent: line.intent, ...line.usual })}
                      >
                        {t('boundaries.as_usual')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {seen.data.changes.length > 0 && (
            <>
              <h3>{t('boundaries.changes')}</h3>
              <ul className="stack">
                {seen.data.changes.map((change) => (
                  <li key={`${change.at}/${change.intent}/${change.attendance}`} className="meta">
                    {new Date(change.at).toLocaleDateString(i18n.language)} {clock(change.at, i18n.language)}{' '}
                    {change.by_name ?? t('boundaries.by_key')}: {t(`intent.${change.intent}`)} (
                    {t(`boundaries.${change.attendance}`)}) {t(`boundaries.${change.was}`)} →{' '}
                    {t(`boundaries.${change.becomes}`)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
