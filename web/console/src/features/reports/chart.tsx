import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';

/** The colours of the page as a drawing needs them: by the names of its tokens. */
export type Ink = (token: string) => string;

interface Props {
  /** What it shows, for whoever cannot see it: the table below says the same. */
  label: string;
  height: number;
  draw: (ink: Ink) => EChartsCoreOption;
  /** A mark was chosen: which, in the order of the data. */
  onChoose?: (at: number, series: number) => void;
}

/** A drawing. What draws it comes when it is needed. */
export function Chart({ label, height, draw, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const theme = useTheme();
  useEffect(() => {
    let made: EChartsType | undefined;
    let gone = false;
    const element = box.current;
    const sized = new ResizeObserver(() => made?.resize());
    void import('./echarts').then(({ init }) => {
      if (gone || !element) return;
      made = init(element, null, { renderer: 'svg' });
      sized.observe(element);
      setChart(made);
    });
    return () => {
      gone = true;
      sized.disconnect();
      made?.dispose();
    };
  }, []);
  useEffect(() => {
    if (!chart || !theme) return;
    const style = getComputedStyle(document.documentElement);
    const ink = (token: string) => style.getPropertyValue(`--${token}`).trim();
    chart.setOption({ ...draw(ink), animation: false }, { notMerge: true });
  }, [chart, draw, theme]);
  useEffect(() => {
    if (!chart || !onChoose) return;
    const chosen = (event: { dataIndex: number; seriesIndex?: number }) =>
      onChoose(event.dataIndex, event.seriesIndex ?? 0);
    chart.on('click', chosen as (event: unknown) => void);
    return () => {
      if (!chart.isDisposed()) chart.off('click');
    };
  }, [chart, onChoose]);
  return <div ref={box} className="chart" role="img" aria-label={label} style={{ height }} />;
}

/** Which colours hold; they can be changed while something is drawn. */
function useTheme(): string {
  const theme = () => document.documentElement.dataset.theme ?? 'light';
  const [now, setNow] = useState(theme);
  useEffect(() => {
    const observer = new MutationObserver(() => setNow(theme()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  });
  return now;
}
