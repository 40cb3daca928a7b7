import type { Flow } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { Panel } from '../../app/panel';
import { flowsQuery } from '../../app/queries';
import { FlowForm } from './form';
import './flows.css';

/** A shop's flows: which are on, who may start them, and what they say. */
export function FlowEditor() {
  const { t, i18n } = useTranslation();
  const { shop, control } = useChosenShop();
  const list = useQuery({ ...flowsQuery(shop?.id ?? ''), enabled: Boolean(shop) });
  const [editing, setEditing] = useState<Flow>();
  const zh = i18n.language.startsWith('zh');
  return (
    <>
      <Panel title={t('flows.title')} icon="play" list={list} empty={t('flows.none')} actions={control}>
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('flows.edit.name')}</th>
                <th>{t('flows.edit.starters')}</th>
                <th>{t('flows.edit.steps')}</th>
                <th>{t('flows.edit.version')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.flow.key} className={row.flow.enabled === false ? 'off' : undefined}>
                  <td>{zh ? row.flow.title.zh : row.flow.title.en}</td>
                  <td>
                    <span className="line">
                      {row.flow.starters.map((who) => (
                        <span key={who} className="tag">
                          {t(`flows.starter.${who}`)}
                        </span>
                      ))}
                      {row.flow.rules?.map((rule) => (
                        <span key={rule} className="tag">
                          {t(`flows.rule.${rule}`)}
                        </span>
                      ))}
                    </span>
                  </td>
                  <td>{row.flow.steps.map((step) => (zh ? step.title.zh : step.title.en)).join(' → ')}</td>
                  <td>{row.version === 0 ? t('flows.edit.shipped') : row.version}</td>
                  <td className="acts">
                    <Button onClick={() => setEditing(row)}>{t('flows.edit.change')}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {editing && shop && (
        <FlowForm
          shop={shop.id}
          currency={shop.currency}
          flow={editing.flow}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
