import { api, data } from '@miaohui/client';
import { AreaField, SelectField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';

const MINUTES = [5, 6, 7, 8, 9, 10];

/** Takes a few minutes to get to the root of a matter. */
export function BeginDeepDialog({ conversation, onClose }: { conversation: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState(10);
  const params = { path: { id: conversation } };
  return (
    <FormDialog
      title={t('deep.begin')}
      action={t('deep.start')}
      save={() => data(api.POST('/api/v1/conversations/{id}/deep_resolve', { params, body: { minutes } }))}
      changes={[keys.promises]}
      fields={['minutes']}
      onClose={onClose}
      onSaved={onClose}
    >
      {() => (
        <>
          <p className="meta">{t('deep.about')}</p>
          <SelectField
            label={t('deep.minutes')}
            value={String(minutes)}
            options={MINUTES.map((one) => ({ value: String(one), label: String(one) }))}
            onChange={(event) => setMinutes(Number(event.target.value))}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Ends it with definite steps, and a promise if they are not enough. */
export function EndDeepDialog({ conversation, onClose }: { conversation: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [steps, setSteps] = useState('');
  const [wording, setWording] = useState('');
  const [due, setDue] = useState('');
  const params = { path: { id: conversation } };
  const save = () => {
    const due_at = due ? new Date(due).toISOString() : '';
    const promise = wording.trim() || due ? { kind: 'call' as const, due_at, wording } : null;
    const body = { steps: steps.split('\n'), promise };
    return data(api.POST('/api/v1/conversations/{id}/deep_resolve/end', { params, body }));
  };
  return (
    <FormDialog
      wide
      title={t('deep.end')}
      save={save}
      changes={[keys.promises]}
      fields={['steps', 'wording', 'due_at', 'promise.due_at']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <AreaField
            label={t('deep.steps')}
            hint={t('deep.steps_about')}
            value={steps}
            error={error('steps')}
            onChange={(event) => setSteps(event.target.value)}
          />
          <div className="two">
            <TextField
              label={t('deep.promise')}
              hint={t('deep.promise_about')}
              value={wording}
              error={error('wording')}
              onChange={(event) => setWording(event.target.value)}
            />
            <TextField
              label={t('promises.due')}
              type="datetime-local"
              value={due}
              error={error('due_at') ?? error('promise.due_at')}
              onChange={(event) => setDue(event.target.value)}
            />
          </div>
        </>
      )}
    </FormDialog>
  );
}
