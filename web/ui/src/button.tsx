import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from './icon';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: IconName;
  /** Shown as a key cap after the words. */
  shortcut?: string;
}

const CLASSES: Record<Look, string> = {
  plain: 'btn',
  primary: 'btn pri',
  quiet: 'btn quiet',
  danger: 'btn danger',
};

export function Button({ look = 'plain', icon, shortcut, children, className, ...rest }: Props) {
  return (
    <button type="button" className={`${CLASSES[look]} ${className ?? ''}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
      {shortcut && <kbd>{shortcut}</kbd>}
    </button>
  );
}

/** A button with a drawing alone; its label is read and shown on hover. */
export function IconButton({ label, icon, ...rest }: Props & { label: string; icon: IconName }) {
  return (
    <button type="button" className="btn icon quiet" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
