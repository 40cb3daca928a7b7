import type { Policy, PolicyKind, Shop } from '@miaohui/client';
import { AreaField, CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { weekdays } from '../../i18n/format';
import { type Draft, draftOf, EMPTY, KINDS, policyOf, says } from './draft';
import { savePolicy } from './save';

interface Props {
  shop: Shop;
  stored?: Policy;
  onClose: () => void;
}

const NUMBERS = ['within_hours', 'transit_days', 'days', 'months'] as const;
const AMOUNTS = ['fee', 'free_from'] as const;
const LISTS = ['regions', 'closed_days', 'excluded'] as const;

/** A policy: only what its kind says is asked for. */
export function PolicyForm({ shop, stored, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [now, setNow] = useState<Draft>(stored ? draftOf(stored, shop.currency) : EMPTY);
  const change = (by: Partial<Draft>) => setNow((before) => ({ ...before, ...by }));
  const { kind } = now;
  return (
    <FormDialog
      wide
      title={stored ? t('policies.edit_title', { id: stored.policy_id }) : t('policies.add')}
      save={() => savePolicy(shop.id, policyOf(now, shop.currency))}
      changes={[keys.of('policies', shop.id)]}
      fields={Object.keys(EMPTY)}
      onClose={onClose}
    >
      {(error) => (
        <>
          <div className="two">
            <SelectField
              label={t('policies.kind')}
              value={kind}
              error={error('kind')}
              disabled={stored !== undefined}
              options={KINDS.map((value) => ({ value, label: t(`policies.kinds.${value}`) }))}
              onChange={(event) => change({ kind: event.target.value as PolicyKind })}
            />
            <TextField
              label={t('policies.policy_id')}
              hint={t('policies.policy_id_about')}
              required
              maxLength={100}
              readOnly={stored !== undefined}
              value={now.policy_id}
              error={error('policy_id')}
              onChange={(event) => change({ policy_id: event.target.value })}
            />
            {says(kind, 'cutoff') && (
              <TextField
                label={t('policies.cutoff')}
                type="time"
                value={now.cutoff}
                error={error('cutoff')}
                onChange={(event) => change({ cutoff: event.target.value })}
              />
            )}
            {NUMBERS.filter((name) => says(kind, name)).map((name) => (
              <TextField
                key={name}
                label={t(`policies.${name}`)}
                type="number"
                min={0}
                value={now[name]}
                error={error(name)}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            ))}
            {AMOUNTS.filter((name) => says(kind, name)).map((name) => (
              <TextField
                key={name}
                label={`${t(`policies.${name}`)} (${shop.currency})`}
                type="number"
                min={0}
                step="any"
                value={now[name]}
                error={error(name)}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            ))}
            {says(kind, 'payer') && (
              <SelectField
                label={t('policies.payer')}
                value={now.payer}
                error={error('payer')}
                options={[
                  { value: '', label: t('policies.unsaid') },
                  { value: 'buyer', label: t('policies.payers.buyer') },
                  { value: 'shop', label: t('policies.payers.shop') },
                ]}
                onChange={(event) => change({ payer: event.target.value as Draft['payer'] })}
              />
            )}
            {LISTS.filter((name) => says(kind, name)).map((name) => (
              <TextField
                key={name}
                label={t(`policies.${name}`)}
                hint={t(`policies.${name}_about`)}
                value={now[name]}
                error={error(name)}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            ))}
            <TextField
              label={t('policies.scope')}
              hint={t('policies.scope_about')}
              value={now.scope}
              error={error('scope')}
              onChange={(event) => change({ scope: event.target.value })}
            />
          </div>
          {says(kind, 'closed_weekdays') && (
            <fieldset className={error('closed_weekdays') ? 'field bad' : 'field'}>
              <legend>{t('policies.closed_weekdays')}</legend>
              <div className="many">
                {weekdays(i18n.language).map(([day, name]) => (
                  <CheckField
                    key={day}
                    label={name}
                    checked={now.closed_weekdays.includes(day)}
                    onChange={(event) =>
                      change({
                        closed_weekdays: event.target.checked
                          ? [...now.closed_weekdays, day].sort()
                          : now.closed_weekdays.filter((one) => one !== day),
                      })
                    }
                  />
                ))}
              </div>
              {error('closed_weekdays') && (
                <p className="meta red" role="alert">
                  {error('closed_weekdays')}
                </p>
              )}
            </fieldset>
          )}
          <AreaField
            label={t('policies.note')}
            hint={t('policies.note_about')}
            maxLength={500}
            value={now.note}
            error={error('note')}
            onChange={(event) => change({ note: event.target.value })}
          />
          <div className="two">
            {(['valid_from', 'valid_until'] as const).map((name) => (
              <TextField
                key={name}
                label={t(`policies.${name}`)}
                type="datetime-local"
                value={now[name]}
                error={error(name)}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            ))}
          </div>
        </>
      )}
    </FormDialog>
  );
}
