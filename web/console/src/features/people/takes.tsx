import type { Person } from '@miaohui/client';
import { CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';

const SKILLS = ['pre_sale', 'after_sale', 'technical', 'emergency'] as const;
const LEVELS = [0, 1, 2, 3] as const;
const LANGUAGES = ['zh', 'en'] as const;

type Takes = Pick<Person, 'capacity' | 'skills' | 'languages'>;

interface Props extends Takes {
  error: (field: string) => string | undefined;
  onChange: (by: Partial<Takes>) => void;
}

/** How much somebody can hold at once, and what they can take. */
export function TakesFields({ capacity, skills, languages, error, onChange }: Props) {
  const { t } = useTranslation();
  const level = (skill: string) => skills.find((one) => one.skill === skill)?.level ?? 0;
  const set = (skill: (typeof SKILLS)[number], to: number) => {
    const others = skills.filter((one) => one.skill !== skill);
    onChange({ skills: to === 0 ? others : [...others, { skill, level: to }] });
  };
  return (
    <fieldset className="field">
      <legend>{t('routing.takes')}</legend>
      <TextField
        label={t('routing.capacity')}
        hint={t('routing.capacity_about')}
        type="number"
        required
        min={1}
        max={50}
        value={capacity}
        error={error('capacity')}
        onChange={(event) => onChange({ capacity: event.target.valueAsNumber || 0 })}
      />
      <div className="two">
        {SKILLS.map((skill) => (
          <SelectField
            key={skill}
            label={t(`routing.skill.${skill}`)}
            value={String(level(skill))}
            options={LEVELS.map((one) => ({ value: String(one), label: t(`routing.level.${one}`) }))}
            onChange={(event) => set(skill, Number(event.target.value))}
          />
        ))}
      </div>
      <p className="meta">{error('skills') ?? t('routing.skills_about')}</p>
      {LANGUAGES.map((one) => (
        <CheckField
          key={one}
          label={t('routing.answers_in', { language: t(`settings.${one}`) })}
          checked={languages.includes(one)}
          onChange={(event) =>
            onChange({
              languages: event.target.checked
                ? [...languages, one]
                : languages.filter((other) => other !== one),
            })
          }
        />
      ))}
    </fieldset>
  );
}
