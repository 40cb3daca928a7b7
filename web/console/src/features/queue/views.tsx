import type { ConversationList } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../app/shortcuts';
import type { View, Wanted } from '../../live/conversations';

const VIEWS: View[] = ['waiting', 'mine', 'others', 'bot', 'resolved'];

interface Props {
  counts: ConversationList['counts'] | undefined;
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
}

export function Views({ counts, wanted, onWanted }: Props) {
  const { t } = useTranslation();
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
          {view !== 'resolved' && counts && counts[view] > 0 && <b>{counts[view]}</b>}
        </button>
      ))}
    </div>
  );
}
