import { useChosenShop } from '../../app/choose-shop';
import { SentAlerts } from './sent';
import { AlertTargets } from './targets';
import './alerts.css';

/** Who is told on their phones, and what they were told. */
export function Alerts() {
  const { shop, control } = useChosenShop();
  const id = shop?.id ?? '';
  return (
    <>
      <AlertTargets shop={id} control={control} />
      <SentAlerts shop={id} />
    </>
  );
}
