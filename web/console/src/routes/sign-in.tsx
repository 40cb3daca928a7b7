import { api, data, type Me } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { Logo } from '@miaohui/ui/icon';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, words } from '../app/errors';
import { keys } from '../app/keys';
import { preferences, usePreferences } from '../app/preferences';
import { switchLanguage } from '../i18n/setup';

/** Signing in, and choosing a password of one's own the first time. */
export function SignIn({ me }: { me: Me | undefined }) {
  const { t, i18n } = useTranslation();
  usePreferences();
  const dark = document.documentElement.dataset.theme === 'dark';
  const english = i18n.language === 'en';
  return (
    <main className="signin">
      <div className="card">
        <header>
          <Logo />
          <h1>{t('product')}</h1>
        </header>
        <p className="lead">{me ? t('signIn.change_lead') : t('signIn.lead')}</p>
        {me ? <ChangePassword /> : <Enter />}
      </div>
      <footer>
        <Button look="quiet" icon="globe" onClick={() => switchLanguage(english ? 'zh-CN' : 'en')}>
          {t('nav.language')}
        </Button>
        <Button
          look="quiet"
          icon={dark ? 'sun' : 'moon'}
          onClick={() => preferences.set({ theme: dark ? 'light' : 'dark' })}
        >
          {dark ? t('nav.theme_light') : t('nav.theme_dark')}
        </Button>
      </footer>
    </main>
  );
}

function Enter() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const enter = useMutation({
    mutationFn: () => data(api.POST('/api/v1/session', { body: { login: login.trim(), password } })),
    onSuccess: (me) => client.setQueryData(keys.me, me),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!enter.isPending) enter.mutate();
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t('signIn.login')}
        autoComplete="username"
        autoCapitalize="none"
        required
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {enter.isError && (
        <p className="alert" role="alert">
          {words(enter.error, t)}
        </p>
      )}
      <Button type="submit" look="primary" className="large" disabled={enter.isPending}>
        {enter.isPending ? t('signIn.busy') : t('signIn.submit')}
      </Button>
    </form>
  );
}

function ChangePassword() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: () => data(api.PUT('/api/v1/session/password', { body: { old, new: fresh } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
  const differ = again !== '' && again !== fresh;
  const errors = fieldErrors(change.error, t, ['new']);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!differ && !change.isPending) change.mutate();
      }}
    >
      <TextField
        label={t('signIn.old')}
        type="password"
        autoComplete="current-password"
        required
        value={old}
        onChange={(event) => setOld(event.target.value)}
      />
      <TextField
        label={t('signIn.new')}
        type="password"
        autoComplete="new-password"
        required
        value={fresh}
        error={errors.of('new')}
        onChange={(event) => setFresh(event.target.value)}
      />
      <TextField
        label={t('signIn.again')}
        type="password"
        autoComplete="new-password"
        required
        value={again}
        error={differ ? t('signIn.differ') : undefined}
        onChange={(event) => setAgain(event.target.value)}
      />
      {errors.rest && (
        <p className="alert" role="alert">
          {errors.rest}
        </p>
      )}
      <Button type="submit" look="primary" className="large" disabled={change.isPending || differ || !again}>
        {t('signIn.submit_change')}
      </Button>
    </form>
  );
}
