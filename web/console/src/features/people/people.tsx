import { api, data, type Person, type Role } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { peopleQuery } from '../../app/queries';
import { span } from '../../i18n/duration';
import { TakesFields } from './takes';

const ROLES: Role[] = ['agent', 'senior', 'lead', 'admin'];

export function People() {
  const { t } = useTranslation();
  const people = useQuery(peopleQuery);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Person>();
  return (
    <>
      <Panel
        title={t('settings.people')}
        icon="chat"
        list={people}
        empty={t('people.empty')}
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            {t('people.add')}
          </Button>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('settings.name')}</th>
                <th>{t('people.login')}</th>
                <th>{t('people.role')}</th>
                <th>{t('settings.language')}</th>
                <th>{t('people.presence')}</th>
                <th>{t('routing.capacity')}</th>
                <th>{t('routing.skills')}</th>
                <th>{t('routing.worked')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((person) => (
                <tr key={person.id} className={person.disabled ? 'off' : undefined}>
                  <td>{person.name}</td>
                  <td>{person.login}</td>
                  <td>{t(`role.${person.role}`)}</td>
                  <td>{t(`settings.${person.language}`)}</td>
                  <td>
                    {person.disabled ? (
                      <span className="tag">{t('people.disabled')}</span>
                    ) : (
                      <span className={person.presence === 'online' ? 'tag green' : 'tag'}>
                        {t(`presence.${person.presence}`)}
                      </span>
                    )}
                  </td>
                  <td>{person.capacity}</td>
                  <td>
                    {person.skills
                      .map((one) => `${t(`routing.skill.${one.skill}`)} ${one.level}`)
                      .join(', ') || t('routing.everything')}
                  </td>
                  <td>{span(person.online_seconds * 1000)}</td>
                  <td className="acts">
                    <Button onClick={() => setEditing(person)}>{t('common.edit')}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {adding && <PersonForm onClose={() => setAdding(false)} />}
      {editing && <PersonForm person={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

/** Takes somebody in, or changes somebody who is here. */
function PersonForm({ person, onClose }: { person?: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const [now, setNow] = useState({
    login: '',
    name: '',
    role: 'agent' as Role,
    language: 'zh' as Person['language'],
    disabled: false,
    capacity: 6,
    skills: [] as Person['skills'],
    languages: [] as Person['languages'],
    password: '',
    ...person,
  });
  const change = (by: Partial<typeof now>) => setNow((before) => ({ ...before, ...by }));
  const { login, name, role, language, disabled, capacity, skills, languages, password } = now;
  const save = () =>
    person
      ? data(
          api.PATCH('/api/v1/people/{id}', {
            params: { path: { id: person.id } },
            body: {
              name,
              role,
              language,
              disabled,
              capacity,
              skills,
              languages,
              password: password || null,
            },
          }),
        )
      : data(api.POST('/api/v1/people', { body: { login, name, role, language, password } }));
  return (
    <FormDialog
      title={person?.name ?? t('people.add')}
      save={save}
      changes={[keys.of('people'), keys.shops]}
      fields={['login', 'name', 'password', 'capacity', 'skills']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField
            label={t('people.login')}
            required
            disabled={Boolean(person)}
            autoComplete="off"
            value={login}
            error={error('login')}
            onChange={(event) => change({ login: event.target.value })}
          />
          <TextField
            label={t('settings.name')}
            required
            value={name}
            error={error('name')}
            onChange={(event) => change({ name: event.target.value })}
          />
          <div className="two">
            <SelectField
              label={t('people.role')}
              value={role}
              options={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
              onChange={(event) => change({ role: event.target.value as Role })}
            />
            <SelectField
              label={t('settings.language')}
              value={language}
              options={[
                { value: 'zh', label: t('settings.zh') },
                { value: 'en', label: t('settings.en') },
              ]}
              onChange={(event) => change({ language: event.target.value as Person['language'] })}
            />
          </div>
          <TextField
            label={person ? t('people.new_password') : t('people.password')}
            hint={t('people.password_about')}
            type="password"
            autoComplete="new-password"
            required={!person}
            value={password}
            error={error('password')}
            onChange={(event) => change({ password: event.target.value })}
          />
          {person && (
            <TakesFields
              capacity={capacity}
              skills={skills}
              languages={languages}
              error={error}
              onChange={change}
            />
          )}
          {person && (
            <CheckField
              label={t('people.disabled')}
              checked={disabled}
              onChange={(event) => change({ disabled: event.target.checked })}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
