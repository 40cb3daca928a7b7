import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import type { Outgoing } from '../../live/outbox';
import { step } from '../../live/sender';
import { File } from './message';

/** Something that is on its way, or did not get there. */
export function PendingLine({ item }: { item: Outgoing }) {
  const { t } = useTranslation();
  const { client_id } = item;
  return (
    <article className={`msg ${item.kind === 'note' ? 'note' : 'me agent'} ${item.state}`}>
      {item.text && <p className="bub">{item.text}</p>}
      {item.attachments.map((file) => (
        <File key={file.id} file={file} />
      ))}
      {item.state === 'pending' && (
        <span className="state">
          <Icon name="clock" small />
          {t('conversation.pending')}
        </span>
      )}
      {item.state === 'failed' && (
        <span className="state red" role="alert">
          <Icon name="warn" small />
          {t('conversation.failed')} · {item.problem}
          <Button look="quiet" onClick={() => step({ type: 'retry', client_id })}>
            {t('common.retry')}
          </Button>
          <Button look="quiet" onClick={() => step({ type: 'discard', client_id })}>
            {t('conversation.discard')}
          </Button>
        </span>
      )}
    </article>
  );
}
