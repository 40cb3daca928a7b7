import type { ConversationList } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../app/shortcuts';
import type { View, Wanted } from '../../live/conversations';
import { useLines } from '../../live/lines';

const VIEWS: View[] = ['waiting', 'mine', 'others', 'bot', 'resolved'];

interface Props {
  counts: ConversationList['counts'] | undefined;
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
}

export function Views({ counts, wanted, onWanted }: Props) {
  const { t } = useTranslation();
  const held = useLines().filter((line) => line.as === 'holder');
  const late = held.some((line) => line.colour === 'red');
  const near = t(late ? 'sla.late_now' : 'sla.near');
  const show = (view: View) => onWanted({ ...wanted, view });
  useShortcut('view1', () => show('waiting'));
  useShortcut('view2', () => show('mine'));
  useShortcut('view3', () => show('others'));
  useShortcut('view4', () => show('bot'));
  useShortcut('view5', () => show('resolved'));
  return (
    <div className="seg" role="toolbar" aria-label={t('queue.views')}>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          className={view === wanted.view ? 'on' : undefined}
          aria-pressed={view === wanted.view}
          onClick={() => show(view)}
        >
          {t(`queue.${view}`)}
          {view === 'mine' && held.length > 0 && (
            <span
              className={late ? 'mark-time red' : 'mark-time amber'}
              role="img"
              aria-label={near}
              title={near}
            >
              <Icon name="clock" small />
            </span>
          )}
          {view !== 'resolved' && counts && counts[view] > 0 && <b>{counts[view]}</b>}
        </button>
      ))}
    </div>
  );
}
