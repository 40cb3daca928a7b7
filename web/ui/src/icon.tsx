/** Line drawings on a 16-unit grid. */
const PATHS = {
  chat: 'M2.5 3h11v8h-6.5L4 13.5V11H2.5zM5.5 6h5M5.5 8.5h3',
  gear: 'M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4',
  book: 'M8 4.5C6.500 3 4 2.800 2 3v9.500c2-.200 4.500 0 6 1.500 1.500-1.500 4-1.700 6-1.500V3c-2-.200-4.500 0-6 1.500zM8 4.500V14',
  table: 'M2 3h12v10H2zM2 6.5h12M6 6.5V13',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.5 3.5l.7.7M11.8 11.8l.7.7M12.5 3.5l-.7.7M4.2 11.8l-.7.7',
  moon: 'M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5z',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM6.8 14h2.4',
  phone: 'M5 1.5h6a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM7 12h2',
  mute: 'M4 11V7a4 4 0 0 1 6.5-3.1M12 7v4l1 1.5H5M2 2l12 12',
  globe: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM1.5 8h13M8 1.5c4 4 4 9 0 13-4-4-4-9 0-13',
  out: 'M9 2.5H3v11h6M6.5 8H14M11.5 5.5L14 8l-2.5 2.5',
  keys: 'M1.5 4h13v8h-13zM4 6.5v.01M6.7 6.5v.01M9.3 6.5v.01M12 6.5v.01M5 9.5h6',
  hand: 'M2 8h10M8.5 4.5L12 8l-3.5 3.5M14 3v10',
  bot: 'M3 6h10v7H3zM8 3v3M6 9v1M10 9v1M1.5 8.5v2M14.5 8.5v2',
  ok: 'M3.5 8.5l3 3 6-7',
  swap: 'M2.5 5.5h10M9.5 2.5l3 3-3 3M13.5 10.5h-10M6.5 7.5l-3 3 3 3',
  back: 'M5.5 2.5l-3 3 3 3M2.5 5.5h7a4 4 0 0 1 0 8H5',
  clip: 'M12.5 7.5l-5 5a3 3 0 0 1-4.2-4.2l5.5-5.5a2 2 0 0 1 2.8 2.8l-5.3 5.3a1 1 0 0 1-1.4-1.4l4.6-4.6',
  note: 'M3 2.5h10v7.5L9.5 13.5H3zM13 10H9.5v3.5M5.5 5.5h5M5.5 8h3',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  warn: 'M8 2L1.5 13.5h13zM8 6.5v3.5M8 11.8v.2',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.4',
  close: 'M4 4l8 8M12 4l-8 8',
  file: 'M4 1.5h5L12 4.5v10H4zM9 1.5v3h3M6 8h4M6 10.5h4',
  truck:
    'M1.5 3.5h8V11h-8zM9.5 6h3l2 2.5V11h-5M4.5 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM11.5 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
  bag: 'M3 5h10l.8 9H2.2zM5.5 7V4a2.5 2.5 0 0 1 5 0v3',
  shield: 'M8 1.8l5 1.7v4c0 3.2-2 5.6-5 6.7-3-1.1-5-3.5-5-6.7v-4zM5.8 8l1.6 1.6 2.8-3.2',
  cloud: 'M4.5 12.5h7a2.7 2.7 0 0 0 .4-5.4A4 4 0 0 0 4.2 7a2.8 2.8 0 0 0 .3 5.5zM2 2l12 12',
  calm: 'M3 8h10',
  wave: 'M2 8.5c1.5-3 2.8-3 4 0s2.5 3 4 0 2.500-3 4 0',
  jag: 'M1.5 8.500h2l1.500-5 2.500 9 2.500-7 1.500 3h3',
  play: 'M5 3l8 5-8 5z',
  chart: 'M2 13.5h12M4 13.5V9M8 13.5V3.5M12 13.5V6.500',
  board: 'M2 3h5v6H2zM9 3h5v3H9zM9 8h5v5H9zM2 11h5v2H2z',
  curve: 'M2 2.500v11h12M4.500 10l3-3.500 2.500 2 4-5',
  smile: 'M3 6.500c2.500 4 7.500 4 10 0',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  return (
    <svg className={small ? 'ic s' : 'ic'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path
        d="M5 7.5A4.5 4.5 0 0 1 9.5 3h13A4.5 4.5 0 0 1 27 7.5v11a4.5 4.5 0 0 1-4.5 4.5H15l-6 5v-5.02A4.5 4.500 0 0 1 5 18.5z"
        fill="currentColor"
      />
      <path
        d="M16 8v5.5l3.8 2.3"
        stroke="var(--surface)"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
