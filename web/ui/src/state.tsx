import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

/** What stands where there is nothing to show: nothing there, or something wrong. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="disc">
        <Icon name={icon} />
      </span>
      <p className="t">{title}</p>
      {children && <div className="meta">{children}</div>}
    </div>
  );
}

/** Grey bars where lines will be. */
export function Skeleton({ lines, label }: { lines: number; label: string }) {
  return (
    <div className="skel" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, at) => at).map((at) => (
        <i key={at} />
      ))}
    </div>
  );
}
