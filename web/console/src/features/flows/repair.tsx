import { api, data, type FlowRepair, type FlowRun } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';

type Asked = 'skip' | 'done' | 'undo';

/** A run that does not go by itself: try again, leave the step out, it was done by hand, or take it all back. */
export function Repair({ run }: { run: FlowRun }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Asked>();
  const [text, setText] = useState('');
  const params = { path: { id: run.id } };
  const send = (body: FlowRepair) => data(api.POST('/api/v1/flow-runs/{id}/repair', { params, body }));
  const runs = keys.of('runs', run.conversation ?? '');
  const retry = useMutation({
    mutationFn: () => send({ how: 'retry' }),
    onSuccess: () => client.invalidateQueries({ queryKey: runs }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const stuck = run.state === 'stuck';
  if (!stuck && run.state !== 'waiting') return null;
  const ask = (how: Asked) => {
    setText('');
    setAsking(how);
  };
  return (
    <p className="offers">
      {stuck && (
        <>
          <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
            {t('flows.repair.retry')}
          </Button>
          <Button onClick={() => ask('skip')}>{t('flows.repair.skip')}</Button>
          <Button onClick={() => ask('done')}>{t('flows.repair.done')}</Button>
        </>
      )}
      <Button look="quiet" onClick={() => ask('undo')}>
        {t('flows.repair.undo')}
      </Button>
      {asking && (
        <FormDialog
          title={t(`flows.repair.${asking}`)}
          danger={asking === 'undo'}
          action={t(`flows.repair.${asking}`)}
          save={() => send(asking === 'done' ? { how: 'done', number: text } : { how: asking, why: text })}
          changes={[runs]}
          fields={['why', 'number']}
          onClose={() => setAsking(undefined)}
        >
          {(error) => (
            <TextField
              label={t(asking === 'done' ? 'flows.repair.number' : 'flows.repair.why')}
              required
              autoFocus
              value={text}
              error={error('why') ?? error('number')}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </FormDialog>
      )}
    </p>
  );
}
