import { api, data, type WebhookEvent } from '@miaohui/client';
import { ManyField, SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { inboxesQuery } from '../../app/queries';

const EVENTS: WebhookEvent[] = [
  'message.sent',
  'message.received',
  'conversation.opened',
  'conversation.handed_off',
  'conversation.claimed',
  'conversation.resolved',
];

export function WebhookForm({
  shop,
  onClose,
  onAdded,
}: {
  shop: string;
  onClose: () => void;
  onAdded: (secret: string) => void;
}) {
  const { t } = useTranslation();
  const { data: inboxes = [] } = useQuery(inboxesQuery);
  const [url, setUrl] = useState('');
  const [inbox, setInbox] = useState('');
  const [events, setEvents] = useState<string[]>(['message.sent']);
  const body = { url, events: events as WebhookEvent[], inbox: inbox || null };
  const options = inboxes
    .filter((one) => one.shop === shop)
    .map((one) => ({ value: one.id, label: one.name }));
  const added = (made: { secret: string }) => {
    onClose();
    onAdded(made.secret);
  };
  return (
    <FormDialog
      title={t('webhooks.add')}
      save={() => data(api.POST('/api/v1/shops/{shop}/webhooks', { params: { path: { shop } }, body }))}
      changes={[keys.of('webhooks', shop)]}
      fields={['url', 'events']}
      onClose={onClose}
      onSaved={added}
    >
      {(error) => (
        <>
          <TextField
            label={t('webhooks.url')}
            type="url"
            required
            placeholder="https://"
            value={url}
            error={error('url')}
            onChange={(event) => setUrl(event.target.value)}
          />
          <SelectField
            label={t('webhooks.inbox')}
            value={inbox}
            options={[{ value: '', label: t('webhooks.any_inbox') }, ...options]}
            onChange={(event) => setInbox(event.target.value)}
          />
          <ManyField
            label={t('webhooks.events')}
            error={error('events')}
            options={EVENTS.map((one) => ({ value: one, label: t(`event.${one}`) }))}
            value={events}
            onChange={setEvents}
          />
        </>
      )}
    </FormDialog>
  );
}
