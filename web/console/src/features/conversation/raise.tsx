import { api, type Conversation, data } from '@miaohui/client';
import { IconButton } from '@miaohui/ui/button';
import { AreaField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { useNow } from '../../app/now';
import { clock } from '../../i18n/format';

/** Until when more may be given in a conversation than usual; nothing when it is as usual. */
export function Raised({ conversation }: { conversation: Conversation }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { id } = conversation;
  const { data: raise } = useQuery({
    queryKey: keys.raise(id),
    queryFn: () => data(api.GET('/api/v1/conversations/{id}/authority-raise', { params: { path: { id } } })),
    staleTime: 60_000,
  });
  if (!raise || Date.parse(raise.until) <= now) return null;
  return (
    <span className="tag amber" title={raise.why || undefined}>
      {t('raise.until', { time: clock(raise.until, i18n.language) })}
    </span>
  );
}

/** A lead lets more be given in a conversation for a while. */
export function RaiseButton({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon="shield" label={t('raise.action')} onClick={() => setOpen(true)} />
      {open && <RaiseDialog id={conversation.id} onClose={() => setOpen(false)} />}
    </>
  );
}

function RaiseDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState('200');
  const [minutes, setMinutes] = useState('60');
  const [why, setWhy] = useState('');
  const save = () => {
    const body = { percent: Number(percent), minutes: Number(minutes), why };
    const path = { params: { path: { id } } };
    return data(api.POST('/api/v1/conversations/{id}/authority-raise', { ...path, body }));
  };
  return (
    <FormDialog
      title={t('raise.title')}
      action={t('raise.action')}
      save={save}
      changes={[keys.raise(id)]}
      fields={['percent', 'minutes', 'why']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <p className="meta">{t('raise.about')}</p>
          <div className="two">
            <TextField
              label={t('raise.percent')}
              type="number"
              min={101}
              max={1000}
              step={1}
              required
              value={percent}
              error={error('percent')}
              onChange={(event) => setPercent(event.target.value)}
            />
            <TextField
              label={t('raise.minutes')}
              type="number"
              min={1}
              max={2880}
              step={1}
              required
              value={minutes}
              error={error('minutes')}
              onChange={(event) => setMinutes(event.target.value)}
            />
          </div>
          <AreaField
            label={t('raise.why')}
            required
            maxLength={500}
            value={why}
            error={error('why')}
            onChange={(event) => setWhy(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
