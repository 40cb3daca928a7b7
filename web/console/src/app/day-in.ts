/** The day in a time zone, as definitions write days. */
export function dayIn(zone: string, now: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
}
