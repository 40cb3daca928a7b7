import { api, data, type Policy, type PolicyTelling } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { useMe } from '../../app/queries';
import { fullMoment } from '../../i18n/format';
import { type Standing, standingOf } from './draft';
import { PolicyForm } from './form';
import { savePolicy } from './save';
import { Service } from './service';
import { told } from './told';
import './policies.css';

const COLOURS: Record<Standing, string> = { on: 'green', to_come: 'amber', over: '' };

/** The terms on which a shop sells, past, present and to come, and what it does for its buyers afterwards. */
export function Policies() {
  const { t } = useTranslation();
  const me = useMe();
  const { shop, control } = useChosenShop();
  const id = shop?.id ?? '';
  const params = { path: { shop: id } };
  const list = useQuery({
    queryKey: keys.of('policies', id),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/policies', { params })),
    enabled: Boolean(shop),
  });
  const { data: tellings = [] } = useQuery({
    queryKey: keys.of('policies', id, 'told'),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/policies/told', { params })),
    enabled: Boolean(shop),
  });
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Policy>();
  const [ending, setEnding] = useState<Policy>();
  const currency = shop?.currency ?? 'CNY';
  return (
    <>
      <Panel
        title={t('policies.title')}
        icon="book"
        list={list}
        empty={t('policies.empty')}
        about={t('policies.empty_about')}
        actions={
          <>
            {control}
            <Button look="primary" disabled={!shop} onClick={() => setAdding(true)}>
              {t('policies.add')}
            </Button>
          </>
        }
      >
        {(rows) => (
          <ul className="policies">
            {rows.map((policy) => (
              <li key={policy.policy_id}>
                <Row
                  policy={policy}
                  telling={tellings.find((one) => one.policy_id === policy.policy_id)}
                  currency={currency}
                  onEdit={() => setEditing(policy)}
                  onEnd={() => setEnding(policy)}
                />
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {shop && me.role === 'admin' && <Service key={id} shop={shop} />}
      {shop && adding && <PolicyForm shop={shop} onClose={() => setAdding(false)} />}
      {shop && editing && <PolicyForm shop={shop} stored={editing} onClose={() => setEditing(undefined)} />}
      {ending && <End shop={id} policy={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

interface RowProps {
  policy: Policy;
  telling: PolicyTelling | undefined;
  currency: string;
  onEdit: () => void;
  onEnd: () => void;
}

function Row({ policy, telling, currency, onEdit, onEnd }: RowProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const standing = standingOf(policy, now);
  const date = (at: string | null | undefined) => (at ? fullMoment(at, i18n.language) : '…');
  const dated = policy.valid_from || policy.valid_until;
  return (
    <>
      <p className="line">
        <b>{t(`policies.kinds.${policy.kind}`)}</b>
        <code>{policy.policy_id}</code>
        <span className={`tag ${COLOURS[standing]}`}>{t(`policies.standing.${standing}`)}</span>
        <span className="acts">
          <Button aria-label={`${t('common.edit')} · ${policy.policy_id}`} onClick={onEdit}>
            {t('common.edit')}
          </Button>
          {standing === 'on' && (
            <Button aria-label={`${t('policies.end')} · ${policy.policy_id}`} onClick={onEnd}>
              {t('policies.end')}
            </Button>
          )}
        </span>
      </p>
      <p>{told(policy, currency, i18n.language, t).join(' · ')}</p>
      {policy.note && <p className="note">{policy.note}</p>}
      <p className="meta">
        {dated
          ? t('policies.between', { from: date(policy.valid_from), until: date(policy.valid_until) })
          : t('policies.always')}
        {telling &&
          ` · ${t('conversation.source_age', {
            origin: t(`conversation.origin.${telling.origin}`),
            when: date(telling.at),
          })}`}
      </p>
    </>
  );
}

/** From now on the policy no longer holds; it stays in the list. */
function End({ shop, policy, onClose }: { shop: string; policy: Policy; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog
      title={t('policies.end_title', { id: policy.policy_id })}
      action={t('policies.end')}
      danger
      save={() => savePolicy(shop, { ...policy, valid_until: new Date().toISOString() })}
      changes={[keys.of('policies', shop)]}
      fields={[]}
      onClose={onClose}
    >
      {() => <p>{t('policies.end_about')}</p>}
    </FormDialog>
  );
}
