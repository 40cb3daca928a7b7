import { TextField } from '@miaohui/ui/field';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { money } from '../i18n/format';
import { searched, type Variant } from './variants';
import './pick-variant.css';

interface Props {
  label: string;
  variants: Variant[];
  currency: string;
  /** What is chosen already, where one is. */
  chosen?: string;
  /** Whether what is sold out can be chosen as well. */
  soldOut: 'allowed' | 'refused';
  autoFocus?: boolean;
  onChoose: (variant: Variant) => void;
}

/** A variant by a few letters of its name: arrows and Enter, or a click. */
export function PickVariant({ label, variants, currency, chosen, soldOut, autoFocus, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = searched(variants, text);
  const closed = (one: Variant) => soldOut === 'refused' && one.stock === 0;
  const choose = (one: Variant | undefined) => one && !closed(one) && onChoose(one);
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length > 0) {
      event.preventDefault();
      setAt((at + by + found.length) % found.length);
    }
    if (event.key === 'Enter') {
      // The form around it is not sent by choosing.
      event.preventDefault();
      choose(found[at]);
    }
  };
  return (
    <div className="pick">
      <TextField
        label={label}
        value={text}
        autoFocus={autoFocus}
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found[at] && `${id}-${found[at].sku}`}
        placeholder={t('variants.search')}
        onKeyDown={onKey}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      {found.length === 0 && <p className="meta">{t('variants.none')}</p>}
      <div id={id} role="listbox" aria-label={label} className="pick-list">
        {found.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys, as a combobox does
          <div
            key={one.sku}
            id={`${id}-${one.sku}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={closed(one)}
            className={one.sku === chosen ? 'chosen' : undefined}
            onClick={() => {
              setAt(index);
              choose(one);
            }}
          >
            <span className="ell">
              {one.title} <b>{one.options}</b>
            </span>
            <span className="meta num">
              {[
                one.stock === null ? '' : t('variants.stock', { n: one.stock }),
                money({ minor: one.price, currency }, i18n.language),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
