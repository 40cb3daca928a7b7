import { api, data, type Snippet } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { useMe } from '../../app/queries';
import { CoveragePanel } from './coverage';
import { SnippetForm } from './form';
import { SnippetLine } from './line';
import { StarterDialog } from './starter';

const FILTERS = ['all', 'agent', 'team', 'shop', 'archived'] as const;
type Filter = (typeof FILTERS)[number];

/** The texts that are sent often: whose they are, how often they are sent, which are due for a look. */
export function Snippets({ shop, keeper }: { shop: string; keeper: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const [filter, setFilter] = useState<Filter>('all');
  const [text, setText] = useState('');
  const [editing, setEditing] = useState<Partial<Snippet>>();
  const [starting, setStarting] = useState(false);
  const archived = filter === 'archived';
  const found = useQuery({
    queryKey: keys.of('snippets', shop, archived ? 'archived' : 'used', text),
    queryFn: () => data(api.GET('/api/v1/snippets', { params: { query: { shop, text, archived } } })),
    placeholderData: (before) => before,
  });
  const teams = found.data?.teams ?? [];
  const rows = found.data?.snippets.filter(
    (one) => filter === 'all' || archived || one.owner.kind === filter,
  );
  const due = rows?.filter((one) => one.due && one.editable).length ?? 0;
  return (
    <>
      {keeper && <CoveragePanel shop={shop} />}
      <Panel
        title={t('knowledge.snippets')}
        icon="note"
        list={{ ...found, data: rows }}
        empty={t('snippet.empty')}
        about={keeper && filter === 'all' && !text ? t('snippet.empty_about') : undefined}
        actions={
          <>
            {(me.role === 'lead' || me.role === 'admin') && (
              <Link className="btn" to="/imports">
                {t('snippet.import')}
              </Link>
            )}
            {keeper && <Button onClick={() => setStarting(true)}>{t('snippet.starter')}</Button>}
            <Button look="primary" onClick={() => setEditing({})}>
              {t('snippet.add')}
            </Button>
          </>
        }
        tools={
          <div className="line">
            <div className="kinds" role="toolbar" aria-label={t('snippet.whose')}>
              {FILTERS.map((one) => (
                <Button key={one} aria-pressed={one === filter} onClick={() => setFilter(one)}>
                  {t(`snippet.filter_${one}`)}
                </Button>
              ))}
            </div>
            {due > 0 && <span className="tag amber">{t('snippet.due_count', { n: due })}</span>}
            <input
              className="input end narrow"
              type="search"
              aria-label={t('snippet.search')}
              placeholder={t('snippet.search')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
        }
      >
        {(all) => (
          <table className="table snippets">
            <thead>
              <tr>
                <th>{t('snippet.title')}</th>
                <th>{t('snippet.text')}</th>
                <th>{t('snippet.owner')}</th>
                <th>{t('snippet.uses')}</th>
                <th>{t('snippet.hotkey')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {all.map((one) => (
                <SnippetLine key={one.id} snippet={one} teams={teams} onEdit={() => setEditing(one)} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {editing && (
        <SnippetForm
          snippet={editing}
          shop={shop}
          keeper={keeper}
          teams={teams}
          onClose={() => setEditing(undefined)}
        />
      )}
      {starting && <StarterDialog shop={shop} onClose={() => setStarting(false)} />}
    </>
  );
}
