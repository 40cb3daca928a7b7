import { Button, IconButton } from '@miaohui/ui/button';
import { useTranslation } from 'react-i18next';
import { AMOUNTS, type DraftRow, emptyRow } from './draft';

const ROLES = ['bot', 'agent', 'senior', 'lead', 'admin'] as const;

interface Props {
  rows: DraftRow[];
  error: (field: string) => string | undefined;
  onChange: (rows: DraftRow[]) => void;
}

/** The table of limits; every field is named by its column and row. */
export function LimitRows({ rows, error, onChange }: Props) {
  const { t } = useTranslation();
  const change = (id: number, by: Partial<DraftRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...by } : row)));
  const named = (column: string, at: number) =>
    `${t(`authority.${column}`)} · ${t('authority.row', { n: at + 1 })}`;
  const marks = (at: number, name: string) => {
    const wrong = error(`limits.rows[${at}].${name}`);
    return { 'aria-invalid': wrong !== undefined, title: wrong };
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard */}
      <section className="limits" aria-label={t('authority.title')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>{t('authority.role')}</th>
              <th>{t('authority.flow')}</th>
              <th>{t('authority.reason')}</th>
              {AMOUNTS.map((name) => (
                <th key={name} className="right">
                  {t(`authority.${name}`)}
                </th>
              ))}
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={row.id}>
                <td>
                  <select
                    className="input"
                    aria-label={named('role', at)}
                    {...marks(at, 'role')}
                    value={row.role}
                    onChange={(event) => change(row.id, { role: event.target.value as DraftRow['role'] })}
                  >
                    {ROLES.map((role) => (
                      <option key={role} value={role}>
                        {t(`authority.roles.${role}`)}
                      </option>
                    ))}
                  </select>
                </td>
                {(['flow', 'reason'] as const).map((name) => (
                  <td key={name}>
                    <input
                      className="input"
                      aria-label={named(name, at)}
                      {...marks(at, name)}
                      value={row[name]}
                      onChange={(event) => change(row.id, { [name]: event.target.value })}
                    />
                  </td>
                ))}
                {AMOUNTS.map((name) => (
                  <td key={name}>
                    <input
                      className="input num right"
                      inputMode="decimal"
                      aria-label={named(name, at)}
                      placeholder={name === 'order_below' ? t('authority.any') : undefined}
                      {...marks(at, name)}
                      value={row[name]}
                      onChange={(event) => change(row.id, { [name]: event.target.value })}
                    />
                  </td>
                ))}
                <td className="acts">
                  <IconButton
                    icon="close"
                    label={`${t('common.remove')} · ${t('authority.row', { n: at + 1 })}`}
                    onClick={() => onChange(rows.filter((other) => other.id !== row.id))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div>
        <Button onClick={() => onChange([...rows, emptyRow()])}>{t('authority.add')}</Button>
      </div>
    </>
  );
}
