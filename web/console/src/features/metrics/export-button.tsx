import type { MetricReason, Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn } from '../../app/day-in';
import { words } from '../../app/errors';
import { notify } from '../../app/notices';
import { saveFile } from '../../app/save-file';
import { sheetOf } from './export';
import { headOf, rowOf } from './sheet';
import { useAddress } from './use-address';

interface Props {
  shop: Shop;
  definition: string;
  reason: MetricReason | undefined;
}

/** Gives all the rounds that are asked for as a file; leaving the page stops it. */
export function ExportButton({ shop, definition, reason }: Props) {
  const { t } = useTranslation();
  const address = useAddress();
  const [progress, setProgress] = useState<{ seen: number; total: number }>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const say = (key: string, params?: Record<string, string | number>) => t(key, params ?? {});
  const give = useMutation({
    mutationFn: (signal: AbortSignal) =>
      sheetOf({
        shop: shop.id,
        definition,
        reason,
        head: headOf(shop, say),
        row: (round) => rowOf(round, shop, say, address),
        onProgress: (seen, total) => setProgress({ seen, total }),
        signal,
      }),
    onSuccess: (file) => saveFile(file, `${definition}-${shop.key}-${dayIn(shop.time_zone, Date.now())}.csv`),
    onError: (error) => {
      if (!leaving.current?.signal.aborted) notify(words(error, t), { bad: true });
    },
    onSettled: () => setProgress(undefined),
  });
  return (
    <Button
      icon="down"
      disabled={give.isPending}
      onClick={() => leaving.current && give.mutate(leaving.current.signal)}
    >
      {progress ? t('metrics.exporting', progress) : t('metrics.export')}
    </Button>
  );
}
