import { api, data, type Team } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { ManyField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { peopleQuery, shopsQuery } from '../../app/queries';

export function Teams() {
  const { t } = useTranslation();
  const teams = useQuery({ queryKey: keys.of('teams'), queryFn: () => data(api.GET('/api/v1/teams')) });
  const { data: people = [] } = useQuery(peopleQuery);
  const { data: shops = [] } = useQuery(shopsQuery);
  const [editing, setEditing] = useState<Partial<Team>>();
  const names = (ids: string[], all: { id: string; name: string }[]) =>
    ids
      .map((id) => all.find((one) => one.id === id)?.name)
      .filter(Boolean)
      .join('、');
  return (
    <>
      <Panel
        title={t('settings.teams')}
        icon="swap"
        list={teams}
        empty={t('teams.empty')}
        about={t('teams.empty_about')}
        actions={
          <Button look="primary" onClick={() => setEditing({})}>
            {t('teams.add')}
          </Button>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('settings.name')}</th>
                <th>{t('teams.members')}</th>
                <th>{t('teams.shops')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((team) => (
                <tr key={team.id}>
                  <td>{team.name}</td>
                  <td>{names(team.members, people)}</td>
                  <td>{names(team.shops, shops)}</td>
                  <td className="acts">
                    <Button onClick={() => setEditing(team)}>{t('common.edit')}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {editing && <TeamForm team={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

function TeamForm({ team, onClose }: { team: Partial<Team>; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: people = [] } = useQuery(peopleQuery);
  const { data: shops = [] } = useQuery(shopsQuery);
  const [body, setBody] = useState({
    name: team.name ?? '',
    members: team.members ?? [],
    shops: team.shops ?? [],
  });
  const id = team.id;
  const save = () =>
    id
      ? data(api.PUT('/api/v1/teams/{id}', { params: { path: { id } }, body }))
      : data(api.POST('/api/v1/teams', { body }));
  const option = (one: { id: string; name: string }) => ({ value: one.id, label: one.name });
  return (
    <FormDialog
      title={team.name ?? t('teams.add')}
      save={save}
      changes={[keys.of('teams'), keys.shops]}
      fields={['name', 'members', 'shops']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField
            label={t('settings.name')}
            required
            value={body.name}
            error={error('name')}
            onChange={(event) => setBody({ ...body, name: event.target.value })}
          />
          <ManyField
            label={t('teams.members')}
            error={error('members')}
            options={people.filter((one) => !one.disabled).map(option)}
            value={body.members}
            onChange={(members) => setBody({ ...body, members })}
          />
          <ManyField
            label={t('teams.shops')}
            error={error('shops')}
            options={shops.map(option)}
            value={body.shops}
            onChange={(chosen) => setBody({ ...body, shops: chosen })}
          />
        </>
      )}
    </FormDialog>
  );
}
