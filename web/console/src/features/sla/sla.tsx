import type { Shop } from '@miaohui/client';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { Editor } from './editor';
import { KeptPart } from './kept';
import { Outages } from './outages';
import './sla.css';

const PARTS: { name: 'policy' | 'kept' | 'outages'; part: ComponentType<{ shop: Shop }> }[] = [
  { name: 'policy', part: Editor },
  { name: 'kept', part: KeptPart },
  { name: 'outages', part: Outages },
];

/** Within what time buyers are answered: what is promised, how it is kept, and what does not count. */
export function ServiceTimes() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const [shown, setShown] = useState(PARTS[0]);
  const Part = shown?.part;
  return (
    <div className="sla stack">
      <div className="line">
        <span className="kinds">
          {PARTS.map((one) => (
            <button
              key={one.name}
              type="button"
              className="btn"
              aria-pressed={one === shown}
              onClick={() => setShown(one)}
            >
              {t(`sla.part.${one.name}`)}
            </button>
          ))}
        </span>
        <span className="end">{control}</span>
      </div>
      {shop && Part && <Part key={shop.id} shop={shop} />}
    </div>
  );
}
