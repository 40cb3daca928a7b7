import type { FlowPreviewStep, ShopAction } from '@miaohui/client';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { money } from '../../i18n/format';

/** What would be done, one line a step; what the buyer would read stands below its step. */
export function Steps({ steps, currency }: { steps: FlowPreviewStep[]; currency: string }) {
  const { t, i18n } = useTranslation();
  const zh = i18n.language.startsWith('zh');
  return (
    <ol className="flow-steps">
      {steps.map((step) => (
        <li key={step.key} className={step.skipped ? 'skipped' : step.refusal ? 'refused' : undefined}>
          <b>{zh ? step.title.zh : step.title.en}</b>
          {step.skipped && <span className="meta"> {t('flows.skipped')}</span>}
          {step.action && <p className="meta">{told(step.action, currency, i18n.language, t)}</p>}
          {step.text && <blockquote>{step.text}</blockquote>}
          {step.refusal && <p className="red">{step.refusal.message}</p>}
        </li>
      ))}
    </ol>
  );
}

/** What a shop is asked to do, with the figures that matter. */
function told(action: ShopAction, currency: string, language: string, t: TFunction): string {
  const figures: string[] = [];
  if ('order' in action) figures.push(action.order);
  if ('number' in action) figures.push(action.number);
  if ('amount' in action) figures.push(money({ minor: action.amount, currency }, language));
  if ('tracking_number' in action) figures.push(action.tracking_number);
  if ('address' in action) figures.push([action.address.city, action.address.line1].join(' '));
  return [t(`flows.action.${action.action}`), ...figures].join(' · ');
}
