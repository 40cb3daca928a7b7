import { api, data, type Snippet } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { shopsQuery } from '../../app/queries';
import { day, figure } from '../../i18n/format';

interface Props {
  snippet: Snippet;
  teams: { id: string; name: string }[];
  onEdit: () => void;
}

const KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function SnippetLine({ snippet, teams, onEdit }: Props) {
  const { t, i18n } = useTranslation();
  const { data: shops = [] } = useQuery(shopsQuery);
  const { owner } = snippet;
  const name = [...teams, ...shops].find((one) => one.id === owner.id)?.name;
  const params = { path: { id: snippet.id } };
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.of('snippets') }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const run = (request: () => Promise<unknown>) => () => change.mutate(request);
  return (
    <tr className={snippet.archived ? 'off' : undefined}>
      <td>
        <b>{snippet.title}</b>
        <p className="line meta">
          {snippet.shortcut && <code>/{snippet.shortcut}</code>}
          {snippet.category}
          {snippet.due && <span className="tag amber">{t('snippet.due')}</span>}
        </p>
      </td>
      <td>
        <p className="clamp">{snippet.text}</p>
        {snippet.images.length > 0 && (
          <span className="meta line">
            <Icon name="clip" small />
            {t('snippet.image_count', { n: snippet.images.length })}
          </span>
        )}
      </td>
      <td>
        <span className="tag">{owner.kind === 'agent' ? t('snippet.mine') : name}</span>
        <p className="meta">{t('snippet.review_at', { day: day(snippet.review_at, i18n.language) })}</p>
      </td>
      <td className="num">{figure(snippet.uses, i18n.language)}</td>
      <td>
        <select
          className="input"
          aria-label={t('snippet.hotkey_of', { title: snippet.title })}
          value={snippet.hotkey ?? ''}
          disabled={snippet.archived || change.isPending}
          onChange={(event) => {
            const hotkey = event.target.value ? Number(event.target.value) : null;
            change.mutate(() => data(api.PUT('/api/v1/snippets/{id}/hotkey', { params, body: { hotkey } })));
          }}
        >
          <option value="">{t('common.none')}</option>
          {KEYS.map((key) => (
            <option key={key} value={key}>
              Alt {key}
            </option>
          ))}
        </select>
      </td>
      <td className="acts">
        {snippet.editable && (
          <span className="line">
            {snippet.archived ? (
              <Button
                disabled={change.isPending}
                onClick={run(() => data(api.POST('/api/v1/snippets/{id}/restore', { params })))}
              >
                {t('snippet.restore')}
              </Button>
            ) : (
              <>
                {snippet.due && (
                  <Button
                    disabled={change.isPending}
                    onClick={run(() => data(api.PUT('/api/v1/snippets/{id}/review', { params })))}
                  >
                    {t('snippet.reviewed')}
                  </Button>
                )}
                <Button onClick={onEdit}>{t('common.edit')}</Button>
                <Button
                  look="danger"
                  disabled={change.isPending}
                  onClick={run(() => data(api.DELETE('/api/v1/snippets/{id}', { params })))}
                >
                  {t('snippet.archive')}
                </Button>
              </>
            )}
          </span>
        )}
      </td>
    </tr>
  );
}
