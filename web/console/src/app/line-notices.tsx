import { IconButton } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import { dismiss, useLines } from '../live/lines';

/** So many are shown at once; of the others, how many there are. */
const MOST = 3;

/** What is late and concerns this person: each opens its conversation, and goes when that is answered. */
export function LineNotices({ onOpen }: { onOpen: (conversation: string) => void }) {
  const { t } = useTranslation();
  const late = useLines().filter((line) => line.colour === 'red');
  if (late.length === 0) return null;
  return (
    <ul className="late-notices" aria-label={t('sla.late_now')}>
      {late.slice(0, MOST).map(({ conversation, name, metric, as }) => (
        <li key={conversation} className="notice bad">
          <button type="button" onClick={() => onOpen(conversation)}>
            <Icon name="warn" />
            <span>
              <b>{name}</b> {t('sla.late_of', { what: t(`sla.metric.${metric}`) })}
              <span className="meta">{t(as === 'holder' ? 'sla.yours' : 'sla.open_it')}</span>
            </span>
          </button>
          <IconButton icon="close" label={t('sla.dismiss', { name })} onClick={() => dismiss(conversation)} />
        </li>
      ))}
      {late.length > MOST && <li className="notice meta">{t('sla.late_more', { n: late.length - MOST })}</li>}
    </ul>
  );
}
