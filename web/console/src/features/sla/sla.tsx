import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { Editor } from './editor';
import { KeptPart } from './kept';
import { Outages } from './outages';
import './sla.css';

const PARTS = ['policy', 'kept', 'outages'] as const;

/** Within what time buyers are answered: what is promised, how it is kept, and what does not count. */
export function ServiceTimes() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const [part, setPart] = useState<(typeof PARTS)[number]>('policy');
  return (
    <div className="sla stack">
      <div className="line">
        <span className="kinds">
          {PARTS.map((one) => (
            <button
              key={one}
              type="button"
              className="btn"
              aria-pressed={one === part}
              onClick={() => setPart(one)}
            >
              {t(`sla.part.${one}`)}
            </button>
          ))}
        </span>
        <span className="end">{control}</span>
      </div>
      {shop && (
        // What is being written stays while another part is looked at.
        <div key={shop.id} hidden={part !== 'policy'}>
          <Editor shop={shop} />
        </div>
      )}
      {shop && part === 'kept' && <KeptPart key={shop.id} shop={shop} />}
      {shop && part === 'outages' && <Outages shop={shop} />}
    </div>
  );
}
