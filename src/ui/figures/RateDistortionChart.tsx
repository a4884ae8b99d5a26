import { useTranslation } from "react-i18next";
import { useFormat } from "../state/useFormat.ts";
import type { ChartArea } from "./CurveChart.tsx";
import { CurveChart, linePath } from "./CurveChart.tsx";
import styles from "./RateDistortionChart.module.css";
import type { CodePoint } from "./rateDistortionScale.ts";
import { axisEnd } from "./rateDistortionScale.ts";

interface Points {
  readonly points: readonly CodePoint[];
}

/** How far off a picture still is that is told bit by bit, from x_T to x_1, over the bits that were told. DDPM Fig. 5. */
export function RateDistortionChart({ points }: Points) {
  const { t } = useTranslation();
  const format = useFormat();
  const rateEnd = axisEnd(points.map(({ rate }) => rate));
  const distortionEnd = axisEnd(points.map(({ distortion }) => distortion));
  const shown = (end: number) => (points.length > 0 ? String(end) : "");
  return (
    <div className={styles.figure}>
      <p className={styles.upward} aria-hidden>
        {t("evaluation.distortion")}
      </p>
      <CurveChart label={label()} topText={shown(distortionEnd)} bottomText={shown(0)}>
        {(area) => <Curve points={points} area={area} rateEnd={rateEnd} distortionEnd={distortionEnd} />}
      </CurveChart>
      {points.length === 0 && <span className={styles.empty}>{t("evaluation.empty")}</span>}
      <div className={styles.axis} aria-hidden>
        <span>{shown(0)}</span>
        <span>{t("evaluation.rate")}</span>
        <span>{shown(rateEnd)}</span>
      </div>
      {points.length > 0 && <CodeTable points={points} />}
    </div>
  );

  function label(): string {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return t("evaluation.empty");
    return t("evaluation.curveLabel", {
      from: format.whole(first.t),
      to: format.whole(last.t),
      high: format.decimal(first.distortion, 1),
      low: format.decimal(last.distortion, 1),
      rate: format.decimal(last.rate, 2),
    });
  }
}

interface CurveProps extends Points {
  readonly area: ChartArea;
  readonly rateEnd: number;
  readonly distortionEnd: number;
}

/** The curve, with the timesteps of its two ends. */
function Curve({ points, area, rateEnd, distortionEnd }: CurveProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const placeOf = ({ rate, distortion }: CodePoint) =>
    [area.x(rate / rateEnd), area.y(distortion / distortionEnd)] as const;
  return (
    <>
      <path className={styles.curve} d={linePath(points.map(placeOf))} />
      {[points[0], points.at(-1)].map((point, k) => {
        if (!point) return null;
        const [x, y] = placeOf(point);
        const isFirst = k === 0;
        return (
          <g key={k}>
            <circle className={styles.end} cx={x} cy={y} r={3.5} />
            <text
              className={styles.endText}
              x={isFirst ? x + 9 : x}
              y={isFirst ? y + 4 : y - 9}
              textAnchor={isFirst ? "start" : "middle"}
            >
              {t("evaluation.point", { t: format.whole(point.t) })}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** The curve for those who cannot see it. */
function CodeTable({ points }: Points) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="visually-hidden">
      <caption>{t("evaluation.curveTable")}</caption>
      <thead>
        <tr>
          <th scope="col">t</th>
          <th scope="col">{t("evaluation.rate")}</th>
          <th scope="col">{t("evaluation.distortion")}</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.t}>
            <th scope="row">{format.whole(point.t)}</th>
            <td>{format.decimal(point.rate)}</td>
            <td>{format.decimal(point.distortion, 1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
