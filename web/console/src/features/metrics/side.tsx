import { Icon, type IconName } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import type { Side } from './said';

export const LOOKS: Record<Side, { tag: string; icon: IconName }> = {
  met: { tag: 'tag green', icon: 'ok' },
  missed: { tag: 'tag red', icon: 'warn' },
  nothing: { tag: 'tag', icon: 'calm' },
  no_target: { tag: 'tag', icon: 'calm' },
};

/** On which side of the target: in words, with a sign and a colour. */
export function SideTag({ side }: { side: Side }) {
  const { t } = useTranslation();
  const { tag, icon } = LOOKS[side];
  return (
    <span className={tag}>
      <Icon name={icon} small />
      {t(`metrics.side.${side}`)}
    </span>
  );
}
