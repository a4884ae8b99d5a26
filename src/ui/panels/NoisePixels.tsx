import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { histogram } from "#math/statistics.ts";
import { linePath } from "../figures/CurveChart.tsx";
import { FigureHead } from "../figures/FigureHead.tsx";
import { useSize } from "../figures/useSize.ts";
import { Var } from "../maths/Symbols.tsx";
import { useNoise } from "../rooms/noiseContext.ts";
import styles from "./NoisePixels.module.css";
import { definePanel } from "./panel.ts";

const BINS = 37;
const LIMIT = 3;
/** Least density at the top of the chart; N(0, 1) peaks at 0.399. A picture's tallest bar may stand higher. */
const TOP_DENSITY = 0.62;
const FOOT = 18;

/** The pixels of x_t as a histogram against the standard normal density that they end in. */
function NoisePixels() {
  const { t } = useTranslation();
  const view = useNoise();
  const [ref, { width, height }] = useSize<SVGSVGElement>();
  const xt = view?.xt;
  const densities = useMemo(() => (xt ? histogram(xt, -LIMIT, LIMIT, BINS) : new Float64Array()), [xt]);
  const bottom = height - FOOT;
  const topDensity = densities.reduce((a, b) => Math.max(a, b), TOP_DENSITY);
  const y = (density: number) => bottom - (density / topDensity) * (bottom - 4);
  const x = (value: number) => ((value + LIMIT) / (2 * LIMIT)) * width;
  const barWidth = width / BINS;
  return (
    <>
      <FigureHead number="1.3" title={t("noise.pixels")}>
        <span className={styles.against}>
          {t("noise.against")} <Var>N</Var>(0, 1)
        </span>
      </FigureHead>
      <svg ref={ref} className={styles.pixels} role="img" aria-label={t("noise.pixelsLabel")}>
        {width > 0 && (
          <>
            {Array.from(densities, (density, k) => (
              <rect
                key={k}
                className={styles.bar}
                x={k * barWidth + 0.5}
                y={y(density)}
                width={Math.max(0, barWidth - 1)}
                height={bottom - y(density)}
              />
            ))}
            <path
              className={styles.normal}
              d={linePath(normalCurve.map(([value, density]) => [x(value), y(density)]))}
            />
            <path className={styles.foot} d={`M0 ${bottom}H${width}`} />
            {[-2, -1, 0, 1, 2].map((value) => (
              <text key={value} x={x(value)} y={height - 3} textAnchor="middle">
                {String(value).replace("-", "−")}
              </text>
            ))}
          </>
        )}
      </svg>
    </>
  );
}

const normalCurve = Array.from({ length: 81 }, (_, k) => {
  const value = -LIMIT + (2 * LIMIT * k) / 80;
  return [value, Math.exp(-value * value * 0.5) / Math.sqrt(2 * Math.PI)] as const;
});

export default definePanel({
  id: "noisePixels",
  room: "noise",
  place: "marginScore",
  order: 40,
  Component: NoisePixels,
});
