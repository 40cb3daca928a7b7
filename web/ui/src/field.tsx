import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

interface Labelled {
  label: string;
  /** What it is for, below it. */
  hint?: string;
  /** What is wrong with it. */
  error?: string;
}

function Frame({ id, label, hint, error, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className={error ? 'field bad' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && !error && (
        <p id={`${id}-about`} className="meta">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-about`} className="meta red" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...rest }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        className="input"
        aria-invalid={Boolean(error)}
        aria-describedby={hint || error ? `${id}-about` : undefined}
        {...rest}
      />
    </Frame>
  );
}

export function AreaField({
  label,
  hint,
  error,
  ...rest
}: Labelled & React.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea id={id} className="input area" rows={3} aria-invalid={Boolean(error)} {...rest} />
    </Frame>
  );
}

type Option = { value: string; label: string };

export function SelectField({
  label,
  hint,
  error,
  options,
  ...rest
}: Labelled & { options: Option[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select id={id} className="input" {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function CheckField({ label, ...rest }: { label: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span>{label}</span>
    </label>
  );
}

/** Several of a list. */
export function ManyField({
  label,
  error,
  options,
  value,
  onChange,
}: {
  label: string;
  error?: string;
  options: Option[];
  value: string[];
  onChange: (value: string[]) => void;
}) {
  return (
    <fieldset className={error ? 'field bad' : 'field'}>
      <legend>{label}</legend>
      <div className="many">
        {options.map((option) => (
          <CheckField
            key={option.value}
            label={option.label}
            checked={value.includes(option.value)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...value, option.value] : value.filter((one) => one !== option.value),
              )
            }
          />
        ))}
      </div>
      {error && (
        <p className="meta red" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
