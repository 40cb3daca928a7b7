import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { copy } from '../../app/copy';
import { byHand, heldQuery, useByHand } from '../../app/texts';

/** Texts to this buyer that wait for a hand. */
export function TextsByHand({ shop, buyer }: { shop: string; buyer: string }) {
  const { t } = useTranslation();
  const { data: held = [] } = useQuery(heldQuery(shop));
  const { reveal, sent, shown } = useByHand(shop);
  const waiting = held.filter((one) => one.buyer === buyer && byHand(one));
  return waiting.map((one) => (
    <div key={one.id} className="run text-by-hand">
      <p>
        <b>{t('sms.to_send')}</b> <span className="num">{shown[one.id] ?? one.phone}</span>
      </p>
      <p className="meta">{one.text}</p>
      <p className="offers">
        {!shown[one.id] && (
          <Button disabled={reveal.isPending} onClick={() => reveal.mutate(one.id)}>
            {t('sms.reveal')}
          </Button>
        )}
        <Button onClick={() => void copy(one.text, t)}>{t('sms.copy')}</Button>
        <Button look="primary" disabled={sent.isPending} onClick={() => sent.mutate(one.id)}>
          {t('sms.mark_sent')}
        </Button>
      </p>
    </div>
  ));
}
