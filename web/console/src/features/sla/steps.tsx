import type { SlaAction } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { ManyField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { ACTIONS, newStep, type StepDraft } from './draft';

interface Props {
  steps: StepDraft[];
  /** What is wrong with all of them. */
  wrong: string | undefined;
  error: (place: string) => string | undefined;
  onChange: (steps: StepDraft[]) => void;
}

/** What is done after the red line. */
export function Steps({ steps, wrong, error, onChange }: Props) {
  const { t } = useTranslation();
  const change = (step: StepDraft, by: Partial<StepDraft>) =>
    onChange(steps.map((one) => (one === step ? { ...one, ...by } : one)));
  return (
    <fieldset className="field group">
      <legend>{t('sla.steps')}</legend>
      <p className="meta">{t('sla.steps_about')}</p>
      {steps.map((step, at) => (
        <fieldset key={step.id} className="step" aria-label={t('sla.step', { n: at + 1 })}>
          <TextField
            label={t('sla.after')}
            value={step.after}
            error={error(`step.${step.id}.after`)}
            onChange={(event) => change(step, { after: event.target.value })}
          />
          <ManyField
            label={t('sla.does')}
            error={error(`step.${step.id}.does`)}
            options={ACTIONS.map((value) => ({ value, label: t(`sla.action.${value}`) }))}
            value={step.does}
            onChange={(does) => change(step, { does: does as SlaAction[] })}
          />
          <IconButton
            icon="close"
            label={t('sla.remove_step', { n: at + 1 })}
            onClick={() => onChange(steps.filter((one) => one !== step))}
          />
        </fieldset>
      ))}
      {wrong && (
        <p className="meta red" role="alert">
          {wrong}
        </p>
      )}
      <div>
        <Button onClick={() => onChange([...steps, newStep(t)])}>{t('sla.add_step')}</Button>
      </div>
    </fieldset>
  );
}
