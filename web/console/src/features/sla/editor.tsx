import type { Shop, SlaVersion } from '@miaohui/client';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { DraftForm } from './draft-form';
import { versionsQuery } from './queries';
import { VersionView } from './version-view';
import { Versions } from './versions';

/** What a shop promises: the version that is written, and those there are. */
export function Editor({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const list = useQuery(versionsQuery(shop.id));
  const [shown, setShown] = useState<number>();
  const [begun, setBegun] = useState<{ from: SlaVersion; times: number }>();
  if (!list.data) {
    if (list.isError) return <Failed error={list.error} again={list.refetch} />;
    return <Skeleton lines={5} label={t('common.loading')} />;
  }
  const { versions, holds } = list.data;
  const newest = versions[versions.length - 1];
  const viewed = versions.find((one) => one.version === shown);
  const from = begun?.from ?? newest;
  const begin = (version: SlaVersion) => {
    setBegun({ from: version, times: (begun?.times ?? 0) + 1 });
    setShown(undefined);
  };
  return (
    <div className="stack">
      {viewed && (
        <VersionView
          shop={shop}
          version={viewed}
          onEdit={() => begin(viewed)}
          onBack={() => setShown(undefined)}
        />
      )}
      {from && newest && (
        // What is being written stays while another version is looked at.
        <div hidden={viewed !== undefined}>
          <DraftForm
            key={begun?.times ?? 0}
            shop={shop}
            from={from}
            newest={newest}
            again={list.refetch}
            onView={setShown}
            onPut={begin}
          />
        </div>
      )}
      <Versions shop={shop} versions={versions} holds={holds} shown={viewed?.version} onView={setShown} />
    </div>
  );
}
