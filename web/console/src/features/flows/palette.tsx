import type { Definition } from '@miaohui/client';
import { Dialog } from '@miaohui/ui/dialog';
import { TextField } from '@miaohui/ui/field';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  flows: Definition[];
  onChoose: (key: string) => void;
  onClose: () => void;
}

/** Every flow by name: a few letters and Enter. */
export function Palette({ flows, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const zh = i18n.language.startsWith('zh');
  const wanted = text.trim().toLowerCase();
  const found = flows.filter(({ key, title }) =>
    [key, title.zh, title.en.toLowerCase()].some((name) => name.includes(wanted)),
  );
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length > 0) {
      event.preventDefault();
      setAt((at + by + found.length) % found.length);
    }
    const chosen = found[at];
    if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      onChoose(chosen.key);
    }
  };
  return (
    <Dialog title={t('flows.choose')} onClose={onClose}>
      <TextField
        label={t('flows.search')}
        value={text}
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="flow-choices"
        aria-activedescendant={found[at] && `flow-${found[at].key}`}
        onKeyDown={move}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      {found.length === 0 && <p className="meta">{t('flows.none')}</p>}
      <div id="flow-choices" role="listbox" aria-label={t('flows.choose')} className="flow-choices">
        {found.map(({ key, title }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys, as a combobox does
          <div
            key={key}
            id={`flow-${key}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => onChoose(key)}
          >
            {zh ? title.zh : title.en}
          </div>
        ))}
      </div>
    </Dialog>
  );
}
