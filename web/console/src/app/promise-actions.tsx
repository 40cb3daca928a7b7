import { api, data, type Promised } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from './errors';
import { FormDialog } from './form-dialog';
import { keys } from './keys';
import { notify } from './notices';
import { forField } from './promises';

/** What can be done about an open promise: it is kept, moved, called off. */
export function PromiseActions({ promise }: { promise: Promised }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'move' | 'cancel'>();
  const params = { path: { id: promise.id } };
  const keep = useMutation({
    mutationFn: () => data(api.POST('/api/v1/promises/{id}/keep', { params, body: {} })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.promises }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <span className="promise-acts">
      <Button look="quiet" icon="ok" disabled={keep.isPending} onClick={() => keep.mutate()}>
        {t('promises.keep')}
      </Button>
      <Button look="quiet" onClick={() => setAsking('move')}>
        {t('promises.move')}
      </Button>
      <Button look="quiet" onClick={() => setAsking('cancel')}>
        {t('promises.cancel')}
      </Button>
      {asking && <Asked what={asking} promise={promise} onClose={() => setAsking(undefined)} />}
    </span>
  );
}

function Asked({
  what,
  promise,
  onClose,
}: {
  what: 'move' | 'cancel';
  promise: Promised;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [due, setDue] = useState(forField(promise.due_at));
  const params = { path: { id: promise.id } };
  const save = () => {
    const due_at = due ? new Date(due).toISOString() : '';
    return what === 'move'
      ? data(api.POST('/api/v1/promises/{id}/move', { params, body: { due_at, reason } }))
      : data(api.POST('/api/v1/promises/{id}/cancel', { params, body: { reason } }));
  };
  return (
    <FormDialog
      title={what === 'move' ? t('promises.move_title') : t('promises.cancel_title')}
      save={save}
      changes={[keys.promises]}
      fields={['due_at', 'reason']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <p className="meta">{promise.wording}</p>
          {what === 'move' && (
            <TextField
              label={t('promises.due')}
              type="datetime-local"
              value={due}
              error={error('due_at')}
              onChange={(event) => setDue(event.target.value)}
            />
          )}
          <TextField
            label={t('promises.reason')}
            value={reason}
            error={error('reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
