import { api, type CustomIntent, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { IntentForm } from './form';
import { TryOut } from './try-out';

/** The intents of a shop's own: what they are called, what they collide with, and a place to try them. */
export function Intents({ shop, keeper }: { shop: string; keeper: boolean }) {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: keys.of('intents', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/intents', { params: { path: { shop } } })),
  });
  const [editing, setEditing] = useState<Partial<CustomIntent>>();
  const [removing, setRemoving] = useState<CustomIntent>();
  return (
    <>
      <Panel
        title={t('knowledge.intents')}
        icon="note"
        list={list}
        empty={t('intents.empty')}
        about={t('intents.empty_about')}
        actions={
          keeper && (
            <Button look="primary" onClick={() => setEditing({})}>
              {t('intents.add')}
            </Button>
          )
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('intents.name')}</th>
                <th>{t('intents.examples')}</th>
                <th>{t('intents.read_as')}</th>
                <th>{t('intents.overlaps')}</th>
                {keeper && <th />}
              </tr>
            </thead>
            <tbody>
              {rows.map((intent) => (
                <tr key={intent.id}>
                  <td>
                    {intent.name}
                    {intent.article_id && <div className="meta">{intent.article_id}</div>}
                  </td>
                  <td>{t('intents.count', { n: intent.examples.length })}</td>
                  <td>
                    <Shares
                      all={intent.read_as.map((one) => ({ ...one, name: t(`intent.${one.intent}`) }))}
                    />
                  </td>
                  <td>
                    <Shares all={intent.overlaps} warn />
                  </td>
                  {keeper && (
                    <td className="acts">
                      <span className="line">
                        <Button onClick={() => setEditing(intent)}>{t('common.edit')}</Button>
                        <Button onClick={() => setRemoving(intent)}>{t('common.remove')}</Button>
                      </span>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <TryOut shop={shop} />
      {editing && <IntentForm shop={shop} intent={editing} onClose={() => setEditing(undefined)} />}
      {removing && (
        <FormDialog
          danger
          title={t('intents.remove', { name: removing.name })}
          action={t('common.remove')}
          save={() => data(api.DELETE('/api/v1/intents/{id}', { params: { path: { id: removing.id } } }))}
          changes={[keys.of('intents', shop)]}
          fields={[]}
          onClose={() => setRemoving(undefined)}
        >
          {() => <p>{t('intents.remove_about')}</p>}
        </FormDialog>
      )}
    </>
  );
}

function Shares({ all, warn }: { all: { name: string; share: number }[]; warn?: boolean }) {
  const { t } = useTranslation();
  if (all.length === 0) return <span className="meta">{t('intents.nothing')}</span>;
  return (
    <span className="line">
      {all.map(({ name, share }) => (
        <span key={name} className={warn ? 'tag amber' : 'tag'}>
          {t('intents.share', { name, n: Math.round(share * 100) })}
        </span>
      ))}
    </span>
  );
}
