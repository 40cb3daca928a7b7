import type { Conversation } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BasketDialog } from './dialog';

interface Props {
  conversation: Conversation;
  me: string;
  currency: string | undefined;
}

/** What goods cost together, worked out beside the conversation. */
export function BasketButton({ conversation, me, currency = 'CNY' }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" icon="bag" onClick={() => setOpen(true)}>
        {t('basket.title')}
      </Button>
      {open && (
        <BasketDialog
          conversation={conversation}
          mine={conversation.status === 'assigned' && conversation.agent === me}
          currency={currency}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
