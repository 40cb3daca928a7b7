import { api, data, type Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '../../app/keys';

const ORDER = { online: 0, away: 1, offline: 2 };

interface Props {
  conversation: string;
  colleagues: Shop['colleagues'];
  busy: boolean;
  onChoose: (agent: string) => void;
  onClose: () => void;
}

/** Whom to pass a conversation to; those who are here come first. */
export function TransferDialog({ conversation, colleagues, busy, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { data: cost } = useQuery({
    queryKey: keys.of('transfer', conversation),
    queryFn: () =>
      data(api.GET('/api/v1/conversations/{id}/transfer-cost', { params: { path: { id: conversation } } })),
    gcTime: 0,
  });
  const lang = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const sorted = [...colleagues].sort(
    (a, b) => ORDER[a.presence] - ORDER[b.presence] || a.name.localeCompare(b.name),
  );
  return (
    <Dialog title={t('conversation.transfer_to')} onClose={onClose}>
      {cost?.metric && (
        <p className={cost.code === 'left_unanswered' ? 'meta red' : 'meta'}>
          {t('routing.transfer_cost', { metric: cost.metric[lang], why: cost.why[lang] })}
        </p>
      )}
      {sorted.length === 0 && <p className="meta">{t('conversation.nobody')}</p>}
      <ul className="choose">
        {sorted.map((one) => (
          <li key={one.id}>
            <button type="button" disabled={busy} onClick={() => onChoose(one.id)}>
              <span className="av small">
                {one.name.slice(0, 1)}
                <i className={one.presence} />
              </span>
              <span className="ell">{one.name}</span>
              <span className="meta">{t(`role.${one.role}`)}</span>
              <span className="meta end">{t(`presence.${one.presence}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <footer>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </footer>
    </Dialog>
  );
}
