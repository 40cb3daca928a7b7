import { Button } from '@miaohui/ui/button';
import { Icon, type IconName } from '@miaohui/ui/icon';
import { useRef, useState } from 'react';

/** What is asked for, in words. */
export interface FileDropWords {
  /** What the place is for, and what is read in it before a file is chosen. */
  label: string;
  choose: string;
  hint: string;
}

/** Where a file is dropped or chosen. What is chosen again counts again. */
export function FileDrop({
  words,
  icon,
  accept,
  chosen,
  busy,
  look,
  onChoose,
}: {
  words: FileDropWords;
  icon: IconName;
  accept: string;
  /** The name of the file that was chosen. */
  chosen: string | undefined;
  busy: boolean;
  look?: 'primary';
  onChoose: (files: FileList | null) => void;
}) {
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  return (
    <section
      className={over ? 'drop over' : 'drop'}
      aria-label={words.label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onChoose(event.dataTransfer.files);
      }}
    >
      <Icon name={icon} />
      {chosen ? <b>{chosen}</b> : <span>{words.label}</span>}
      <span className="line">
        <Button look={look} disabled={busy} onClick={() => picker.current?.click()}>
          {words.choose}
        </Button>
        <span className="meta">{words.hint}</span>
      </span>
      <input
        ref={picker}
        type="file"
        accept={accept}
        aria-label={words.label}
        hidden
        onChange={(event) => {
          onChoose(event.target.files);
          event.target.value = '';
        }}
      />
    </section>
  );
}
