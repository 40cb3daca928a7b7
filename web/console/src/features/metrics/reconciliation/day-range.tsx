import { TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Days } from './days';

interface Props {
  days: Days;
  onDays: (days: Days) => void;
}

/** From which day to which. */
export function DayRange({ days, onDays }: Props) {
  const { t } = useTranslation();
  return (
    <span className="line range">
      {(['from', 'to'] as const).map((end) => (
        <DayField
          key={end}
          label={t(`reconciliation.${end}`)}
          day={days[end]}
          onDay={(day) => onDays({ ...days, [end]: day })}
        />
      ))}
    </span>
  );
}

/** While a day is being typed there may be none: the last one stays until there is another. */
function DayField({ label, day, onDay }: { label: string; day: string; onDay: (day: string) => void }) {
  const [typed, setTyped] = useState<string>();
  return (
    <TextField
      type="date"
      label={label}
      value={typed ?? day}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value) onDay(event.target.value);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
