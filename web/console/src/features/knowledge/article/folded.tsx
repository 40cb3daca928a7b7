import { type ReactNode, useState } from 'react';

interface Props {
  title: string;
  /** What is in it, in a few words. */
  told: string | undefined;
  /** Something in it must be seen. */
  wrong: boolean;
  children: ReactNode;
}

/** A part that is opened when it is wanted, and by itself when something in it is wrong. */
export function Folded({ title, told, wrong, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="folded" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{title}</b>
        {told && <span className="meta ell">{told}</span>}
      </summary>
      <div className="stack">{children}</div>
    </details>
  );
}
