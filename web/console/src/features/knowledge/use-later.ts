import { useEffect, useState } from 'react';

const AFTER_MS = 250;

/** The value, once it has stood still for a moment. */
export function useLater<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
