import { ProblemError, type ReconciledDay, type Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn } from '../../../app/day-in';
import { fieldErrors } from '../../../app/errors';
import { keys } from '../../../app/keys';
import { notify } from '../../../app/notices';
import { worth } from '../said';
import { useSpeaker } from '../speaker';
import { dayAway } from './days';
import { takeBack, tell } from './queries';
import { typedValue } from './typed';

interface Props {
  shop: Shop;
  metric: string;
  is_seconds: boolean;
  /** What the platform has told already. */
  told: ReconciledDay[];
}

/** The platform's number of one day, typed; of a day that was told before it takes the place. */
export function ByHand({ shop, metric, is_seconds, told }: Props) {
  const { t } = useTranslation();
  const speaker = useSpeaker();
  const client = useQueryClient();
  const today = dayIn(shop.time_zone, Date.now());
  const [day, setDay] = useState(dayAway(today, -1));
  const [value, setValue] = useState('');
  const [units, setUnits] = useState('');
  const changed = () => client.invalidateQueries({ queryKey: keys.reconciliation(shop.id, metric) });
  const before = told.find((one) => one.day === day);
  const saving = useMutation({
    mutationFn: () => {
      const read = typedValue(value);
      if (read === undefined)
        throw new ProblemError(422, {
          code: 'not_a_number',
          field: 'value',
          message: t(is_seconds ? 'reconciliation.type_time' : 'reconciliation.type_share'),
        });
      return tell(shop.id, { metric, day, value: read, units: units === '' ? null : Number(units) });
    },
    onSuccess: () => {
      notify(t('common.saved'), { bad: false });
      setValue('');
      setUnits('');
      return changed();
    },
  });
  const forgetting = useMutation({
    mutationFn: () => takeBack(shop.id, metric, day),
    onSuccess: () => {
      notify(t('reconciliation.taken_back'), { bad: false });
      return changed();
    },
  });
  const busy = saving.isPending || forgetting.isPending;
  const errors = fieldErrors(saving.error ?? forgetting.error, t, ['day', 'value', 'units']);
  return (
    <form
      className="by-hand"
      aria-label={t('reconciliation.by_hand')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) saving.mutate();
      }}
    >
      <h3>{t('reconciliation.by_hand')}</h3>
      <div className="typed">
        <TextField
          type="date"
          required
          max={today}
          label={t('reconciliation.day')}
          value={day}
          error={errors.of('day')}
          hint={
            before &&
            t('reconciliation.told_before', { value: worth(before.theirs, { is_seconds }, speaker) })
          }
          onChange={(event) => setDay(event.target.value)}
        />
        <TextField
          required
          autoComplete="off"
          label={t('reconciliation.type_value')}
          value={value}
          error={errors.of('value')}
          hint={t(is_seconds ? 'reconciliation.type_time' : 'reconciliation.type_share')}
          onChange={(event) => setValue(event.target.value)}
        />
        <TextField
          type="number"
          min={0}
          step={1}
          label={t('reconciliation.type_units')}
          value={units}
          error={errors.of('units')}
          hint={t('reconciliation.type_units_about')}
          onChange={(event) => setUnits(event.target.value)}
        />
        <Button type="submit" className="large" disabled={busy}>
          {t('common.save')}
        </Button>
        {before && (
          <Button look="quiet" className="large" disabled={busy} onClick={() => forgetting.mutate()}>
            {t('reconciliation.take_back')}
          </Button>
        )}
      </div>
      {errors.rest && (
        <p className="alert" role="alert">
          {errors.rest}
        </p>
      )}
    </form>
  );
}
