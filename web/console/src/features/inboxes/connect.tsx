import { api, data, type Inbox } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { notify } from '../../app/notices';
import { Copyable } from '../../app/secret-dialog';

/** How a page or a program gets in: what to put where, and the secret behind it. */
export function ConnectDialog({ inbox, onClose }: { inbox: Inbox; onClose: () => void }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const path = { params: { path: { id: inbox.id } } };
  const onError = (error: Error) => notify(words(error, t), { bad: true });
  const shown = useMutation({
    mutationFn: () => data(api.GET('/api/v1/inboxes/{id}/secret', path)),
    onError,
  });
  const renewed = useMutation({
    mutationFn: () => data(api.POST('/api/v1/inboxes/{id}/secret', path)),
    onSuccess: () => setSure(false),
    onError,
  });
  const secret = renewed.data?.secret ?? shown.data?.secret;
  const snippet = `<script src="${location.origin}/widget.js" data-inbox="${inbox.key}" async></script>`;
  return (
    <Dialog wide title={`${inbox.name} · ${t('inboxes.details')}`} onClose={onClose}>
      <div className="stack">
        {inbox.channel === 'webchat' ? (
          <>
            <Copyable label={t('inboxes.embed')} text={snippet} />
            <a href={`/preview/${inbox.key}`} target="_blank" rel="noreferrer">
              {t('inboxes.preview')}
            </a>
          </>
        ) : (
          <Copyable
            label={t('inboxes.address')}
            text={`POST ${location.origin}/api/v1/inboxes/${inbox.key}/messages`}
          />
        )}
        {secret ? (
          <Copyable label={t('inboxes.secret')} text={secret} />
        ) : (
          <div className="line">
            <span className="meta">{t('inboxes.secret')}</span>
            <Button disabled={shown.isPending} onClick={() => shown.mutate()}>
              {t('inboxes.show')}
            </Button>
          </div>
        )}
        {sure ? (
          <div className="line alert">
            {t('inboxes.renew_about')}
            <Button look="danger" disabled={renewed.isPending} onClick={() => renewed.mutate()}>
              {t('inboxes.renew')}
            </Button>
            <Button onClick={() => setSure(false)}>{t('common.cancel')}</Button>
          </div>
        ) : (
          <div>
            <Button look="danger" onClick={() => setSure(true)}>
              {t('inboxes.renew')}
            </Button>
          </div>
        )}
      </div>
      <footer>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}
