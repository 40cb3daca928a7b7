import type { Cause, Comparison, ReportFigures, ReportLine } from '@miaohui/client';
import type { EChartsCoreOption } from 'echarts/core';
import { weekdays } from '../../i18n/format';
import type { Ink } from './chart';
import { CAUSES, perAnswer, signed, spell, type Telling } from './figures';

/** The colour of each cause: amber is time that somebody waits for, and blue what people do. */
const COLOURS: Partial<Record<Cause, string>> = {
  bot: 'ink-ghost',
  queue: 'amber-fill',
  reading: 'accent-fill',
  typing: 'mark-1',
  approval: 'mark-2',
};

const axis = (ink: Ink) => ({
  axisLine: { lineStyle: { color: ink('line-strong') } },
  axisTick: { show: false },
  axisLabel: { color: ink('ink-3') },
  splitLine: { lineStyle: { color: ink('line') } },
});

function frame(ink: Ink) {
  return {
    textStyle: { fontFamily: ink('font'), fontSize: 12, color: ink('ink-2') },
    grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: ink('hover'), opacity: 0.6 } },
      backgroundColor: ink('raised'),
      borderColor: ink('line'),
      textStyle: { color: ink('ink'), fontSize: 12 },
    },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: ink('ink-2') } },
  };
}

/** Stacked: where the time of an answer goes, for each value. */
export function byCause(lines: ReportLine[], names: string[], telling: Telling) {
  return (ink: Ink): EChartsCoreOption => {
    const causes = CAUSES.filter((cause) => lines.some(({ figures }) => perAnswer(figures, cause) > 0));
    return {
      ...frame(ink),
      tooltip: {
        ...frame(ink).tooltip,
        valueFormatter: (value: unknown) => spell(Number(value), telling),
      },
      xAxis: {
        type: 'value',
        ...axis(ink),
        axisLabel: { ...axis(ink).axisLabel, formatter: (value: number) => spell(value, telling) },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        ...axis(ink),
        splitLine: { show: false },
        axisLabel: { color: ink('ink'), width: 160, overflow: 'truncate' },
      },
      series: causes.map((cause) => ({
        type: 'bar',
        name: telling.t(`reports.cause.${cause}`),
        stack: 'time',
        cursor: 'pointer',
        barMaxWidth: 22,
        itemStyle: { color: ink(COLOURS[cause] ?? 'line-strong') },
        data: lines.map(({ figures }) => perAnswer(figures, cause)),
      })),
    };
  };
}

/** Day by day, with the target as a band. */
export function byDay(lines: ReportLine[], names: string[], target: number | undefined, telling: Telling) {
  return (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    tooltip: {
      ...frame(ink).tooltip,
      axisPointer: { type: 'line', lineStyle: { color: ink('line-strong') } },
    },
    xAxis: { type: 'category', data: names, ...axis(ink), splitLine: { show: false } },
    yAxis: [
      {
        type: 'value',
        ...axis(ink),
        axisLabel: { ...axis(ink).axisLabel, formatter: (value: number) => spell(value, telling) },
      },
      { type: 'value', ...axis(ink), splitLine: { show: false }, minInterval: 1 },
    ],
    series: [
      {
        type: 'bar',
        name: telling.t('reports.figure.conversations'),
        yAxisIndex: 1,
        cursor: 'pointer',
        barMaxWidth: 22,
        itemStyle: { color: ink('accent-line'), opacity: 0.6 },
        data: lines.map(({ figures }) => figures.conversations),
      },
      {
        type: 'line',
        name: telling.t('reports.figure.response'),
        cursor: 'pointer',
        symbolSize: 7,
        itemStyle: { color: ink('accent') },
        lineStyle: { width: 2, color: ink('accent') },
        tooltip: { valueFormatter: (value: unknown) => spell(value as number, telling) },
        data: lines.map(({ figures }) => figures.response.mean ?? null),
        connectNulls: true,
        markArea: target
          ? {
              silent: true,
              itemStyle: { color: ink('green-soft') },
              label: {
                color: ink('green'),
                position: 'insideTopLeft',
                formatter: telling.t('reports.charts.target', { value: spell(target, telling) }),
              },
              data: [[{ yAxis: 0, name: 'target' }, { yAxis: target }]],
            }
          : undefined,
      },
    ],
  });
}

/** What the heat of an hour can show. */
export const HEATS = {
  conversations: (figures: ReportFigures) => figures.conversations,
  response: (figures: ReportFigures) => figures.response.mean ?? null,
  left: (figures: ReportFigures) => figures.left.part,
} as const;
export type Heat = keyof typeof HEATS;

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** Hour by weekday. Many conversations are blue; what is slow, and who leaves, is amber. */
export function byHour(lines: ReportLine[], heat: Heat, telling: Telling) {
  const days = weekdays(telling.language);
  const value = HEATS[heat];
  const cells = lines.flatMap(({ key, figures }) => {
    const [day, hour] = key.split('-').map(Number);
    const worth = value(figures);
    return worth === null ? [] : [[hour ?? 0, (day ?? 1) - 1, worth] as [number, number, number]];
  });
  const told = (worth: number) => (heat === 'response' ? spell(worth, telling) : String(worth));
  return (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    grid: { left: 8, right: 8, top: 8, bottom: 48, containLabel: true },
    tooltip: {
      ...frame(ink).tooltip,
      trigger: 'item',
      formatter: ({ value: [hour, day, worth] }: { value: [number, number, number] }) =>
        `${days[day]?.[1]} ${String(hour).padStart(2, '0')}:00 · ${told(worth)}`,
    },
    xAxis: { type: 'category', data: HOURS, ...axis(ink), splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: days.map(([, name]) => name),
      ...axis(ink),
      splitLine: { show: false },
    },
    visualMap: {
      min: 0,
      max: Math.max(1, ...cells.map(([, , worth]) => worth)),
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 140,
      itemWidth: 10,
      text: [told(Math.max(1, ...cells.map(([, , worth]) => worth))), told(0)],
      textStyle: { color: ink('ink-3') },
      inRange: {
        color:
          heat === 'conversations'
            ? [ink('accent-soft'), ink('accent-fill')]
            : [ink('amber-soft'), ink('amber-fill')],
      },
    },
    series: [
      {
        type: 'heatmap',
        cursor: 'pointer',
        data: cells,
        itemStyle: { borderColor: ink('surface'), borderWidth: 2, borderRadius: 3 },
      },
    ],
  });
}

/** What each cause has to do with a difference: to the right the first is slower. */
export function byDifference(compared: Comparison, telling: Telling) {
  const causes = compared.causes.filter(({ same, mix }) => same !== 0 || mix !== 0);
  return (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    tooltip: { ...frame(ink).tooltip, valueFormatter: (value: unknown) => signed(Number(value), telling) },
    xAxis: {
      type: 'value',
      ...axis(ink),
      axisLabel: { ...axis(ink).axisLabel, formatter: (value: number) => signed(value, telling) },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: causes.map(({ cause }) => telling.t(`reports.cause.${cause}`)),
      ...axis(ink),
      splitLine: { show: false },
      axisLabel: { color: ink('ink') },
    },
    series: (['same', 'mix'] as const).map((part) => ({
      type: 'bar',
      name: telling.t(`reports.compare.${part}`),
      stack: 'difference',
      barMaxWidth: 22,
      itemStyle: { color: ink(part === 'same' ? 'accent-fill' : 'mark-2') },
      data: causes.map((one) => one[part]),
    })),
  });
}
