import { useTranslation } from "react-i18next";
import { qSampleWeights } from "#diffusion/forward.ts";
import { FigureHead } from "../figures/FigureHead.tsx";
import { Var } from "../maths/Symbols.tsx";
import { useNoise } from "../rooms/noiseContext.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./NoiseBudget.module.css";
import { definePanel } from "./panel.ts";

const RADIUS = 182;
const ORIGIN = { x: 10, y: 202 } as const;
/** Space that the noise's number takes beside its leg, and its least distance from the base line. */
const NUMBER = { width: 52, height: 14, lift: 8 } as const;

/** Signal and noise weights as the legs of a right triangle with hypotenuse 1: the total variance stays one. */
function NoiseBudget() {
  const { t } = useTranslation();
  const format = useFormat();
  const view = useNoise();
  if (!view) return null;
  const { schedule } = view;
  const { x0, eps } = qSampleWeights(schedule, view.t);
  const x = ORIGIN.x + x0 * RADIUS;
  const y = ORIGIN.y - eps * RADIUS;
  const noiseAt = noisePlace(x0, eps);
  const dots = Array.from({ length: 11 }, (_, k) =>
    qSampleWeights(schedule, Math.round((k / 10) * schedule.T)),
  );
  return (
    <>
      <FigureHead number="1.1" title={t("noise.budget")}>
        <Var>a</Var>² + <Var>b</Var>² = 1
      </FigureHead>
      <svg
        className={styles.budget}
        viewBox="0 0 228 222"
        role="img"
        aria-label={t("noise.budgetLabel", { signal: format.decimal(x0), noise: format.decimal(eps) })}
      >
        <path
          className={styles.arc}
          d={`M${ORIGIN.x} ${ORIGIN.y - RADIUS}A${RADIUS} ${RADIUS} 0 0 1 ${ORIGIN.x + RADIUS} ${ORIGIN.y}`}
        />
        <path
          className={styles.axes}
          d={`M${ORIGIN.x} ${ORIGIN.y}h${RADIUS + 8}M${ORIGIN.x} ${ORIGIN.y}v${-RADIUS - 8}`}
        />
        {dots.map((dot, k) => (
          <circle
            key={k}
            className={styles.tick}
            cx={ORIGIN.x + dot.x0 * RADIUS}
            cy={ORIGIN.y - dot.eps * RADIUS}
            r={2}
          />
        ))}
        <path className={styles.area} d={`M${ORIGIN.x} ${ORIGIN.y}L${x} ${y}V${ORIGIN.y}Z`} />
        <path className={styles.hypotenuse} d={`M${ORIGIN.x} ${ORIGIN.y}L${x} ${y}`} />
        <path className={styles.signal} d={`M${ORIGIN.x} ${ORIGIN.y}H${x}`} />
        <path className={styles.noise} d={`M${x} ${ORIGIN.y}V${y}`} />
        <circle className={styles.moment} cx={x} cy={y} r={5} />
        <text x={ORIGIN.x + (x0 * RADIUS) / 2 - 8} y={ORIGIN.y - (eps * RADIUS) / 2 - 8} textAnchor="end">
          {x0 > 0.25 && eps > 0.2 ? "1" : ""}
        </text>
        <text
          className={styles.signalText}
          x={Math.max(34, ORIGIN.x + (x0 * RADIUS) / 2)}
          y={ORIGIN.y + 16}
          textAnchor="middle"
        >
          {format.decimal(x0)}
        </text>
        <text className={styles.noiseText} x={noiseAt.x} y={noiseAt.y} textAnchor={noiseAt.anchor}>
          {format.decimal(eps)}
        </text>
        <text x={ORIGIN.x + 6} y={12}>
          {t("noise.budgetNoise")}
        </text>
        <text x={ORIGIN.x + RADIUS + 10} y={ORIGIN.y + 16} textAnchor="end">
          {x0 < 0.72 ? t("noise.budgetPicture") : ""}
        </text>
      </svg>
    </>
  );
}

/**
 * Where the noise's number touches no line: between its leg and the arc, as near to the leg's middle as it fits; where the
 * arc is too near, inside the triangle's corner; and above the hypotenuse where that corner is too flat.
 */
function noisePlace(x0: number, eps: number): { x: number; y: number; anchor: "start" | "end" } {
  const x = ORIGIN.x + x0 * RADIUS;
  const room = Math.sqrt(Math.max(0, RADIUS ** 2 - (x0 * RADIUS + NUMBER.width) ** 2)) - NUMBER.height;
  if (room > NUMBER.lift) {
    const lift = Math.max(NUMBER.lift, Math.min((eps * RADIUS) / 2 - 4, room));
    return { x: x + 8, y: ORIGIN.y - lift, anchor: "start" };
  }
  if (eps > 0.2) return { x: x - 8, y: ORIGIN.y - NUMBER.lift, anchor: "end" };
  return { x: x - 14, y: ORIGIN.y - eps * RADIUS - 14, anchor: "end" };
}

export default definePanel({
  id: "noiseBudget",
  room: "noise",
  place: "margin",
  order: 20,
  Component: NoiseBudget,
});
