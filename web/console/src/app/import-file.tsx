import { Button } from '@miaohui/ui/button';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDrop } from './file-drop';
import type { Importing } from './use-import';

/** Where a file is chosen or dropped, tried and taken in; what is to be known before that stands between. */
export function ImportFile({ importing, children }: { importing: Importing; children?: ReactNode }) {
  const { t } = useTranslation();
  const { file, share, error, run, choose } = importing;
  const busy = share !== undefined;
  return (
    <>
      <FileDrop
        words={{ label: t('imports.file'), choose: t('imports.choose'), hint: t('imports.drop') }}
        icon="table"
        accept=".csv,.xlsx,text/csv"
        chosen={file?.name}
        busy={busy}
        onChoose={choose}
      />
      {children}
      <div className="line">
        <Button disabled={!file || busy} onClick={() => void run('try')}>
          {t('imports.try')}
        </Button>
        <Button look="primary" disabled={!file || busy} onClick={() => void run('take')}>
          {t('imports.take')}
        </Button>
        {busy && (
          <>
            <span className="meta">
              {share < 1 ? t('imports.busy', { n: Math.round(share * 100) }) : t('imports.reading')}
            </span>
            <Button look="quiet" onClick={importing.stop}>
              {t('imports.stop')}
            </Button>
          </>
        )}
      </div>
      {busy && <progress value={share} aria-label={t('imports.busy', { n: Math.round(share * 100) })} />}
      {error && (
        <p className="alert" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
