import { useTranslation } from "react-i18next";
import styles from "./DeviceChip.module.css";
import { useAppState } from "./state/appContext.tsx";
import { useFormat } from "./state/useFormat.ts";

const backendLabels = { webgpu: "WebGPU", webgl: "WebGL", cpu: "CPU" };

/** Always says which device the engine is on and, while it trains, how fast it goes. */
export function DeviceChip() {
  const { t } = useTranslation();
  const format = useFormat();
  const device = useAppState(({ session }) => session.device);
  const training = useAppState(({ session }) => session.training);
  if (!device)
    return (
      <span className={styles.chip}>
        <span className={styles.name}>{t("device.starting")}</span>
      </span>
    );
  const backend = backendLabels[device.backend];
  const refusals = device.refused.map(({ backend: refused, reason }) =>
    t("device.refused", { backend: backendLabels[refused], reason }),
  );
  const composed =
    device.composedBecause === null ? [] : [t("device.composed", { reason: device.composedBecause })];
  const rate = training?.status === "running" && training.stepsPerSecond > 0 ? training.stepsPerSecond : null;
  return (
    <span
      className={styles.chip}
      data-backend={device.backend}
      data-slow={device.isSoftware || undefined}
      title={[t("device.hint", { backend, name: device.name }), ...composed, ...refusals].join("\n")}
    >
      {backend}
      {device.backend !== "cpu" && <span className={styles.name}>· {device.name}</span>}
      {device.isSoftware && <span className={styles.software}>{t("device.software")}</span>}
      {rate !== null && (
        <span className={styles.rate}>
          {t("device.rate", { rate: format.decimal(rate, rate < 10 ? 1 : 0) })}
        </span>
      )}
    </span>
  );
}
