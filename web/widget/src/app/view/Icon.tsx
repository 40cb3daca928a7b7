const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.5l6 6 6-6',
  send: 'M12 19V5.5M6 11.5l6-6 6 6',
  attach: 'M20 11.5l-7.6 7.6a5 5 0 01-7.1-7.1l8-8a3.4 3.4 0 014.8 4.8l-8 8a1.7 1.7 0 01-2.4-2.4l7.2-7.2',
  person:
    'M4.5 13v-1a7.5 7.5 0 0115 0v1M4.5 13h2.7v5H6a1.5 1.5 0 01-1.5-1.5zM19.500 13h-2.700v5h1.200a1.500 1.500 0 001.500-1.500zM17 18v.5a2 2 0 01-2 2h-2',
  sound:
    'M5 9.500v5h3.200L12.500 18V6L8.200 9.500zM16 9a4.200 4.200 0 010 6M18.500 6.500a7.800 7.800 0 010 11',
  silent: 'M5 9.500v5h3.200L12.500 18V6L8.200 9.500zM16.500 9.500l5 5M21.500 9.500l-5 5',
  file: 'M7 3.500h6.500L18 8v12.500H7zM13.500 3.500V8H18',
  bot: 'M6 9h12v9.500H6zM12 9V5.500M9.500 13v1.500M14.500 13v1.500M3.500 12.500v3M20.500 12.500v3',
  open: 'M13.500 5H19v5.500M19 5l-8 8M16.500 14v5H5V7.500h5',
  play: 'M8 5.500l10 6.500-10 6.500z',
  alert: 'M12 4L2.800 19.500h18.400zM12 10v4.500M12 17v.2',
  good: 'M7.500 11v8.500M4 11h3.500v8.500H4zM7.500 11l3.700-7a2.200 2.200 0 012.300 2.600L13 9.500h5.200a2 2 0 012 2.400l-1.200 6a2 2 0 01-2 1.600H7.500',
  bad: 'M16.500 13V4.500M20 13h-3.500V4.500H20zM16.500 13l-3.700 7a2.200 2.200 0 01-2.300-2.600l.5-2.900H5.800a2 2 0 01-2-2.400l1.200-6a2 2 0 012-1.600h9.500',
  download: 'M12 4.500v11M7 11l5 5 5-5M5 19.500h14',
} as const;

/** A small drawing; what it means is said in words beside it or by the button that holds it. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
