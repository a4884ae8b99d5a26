import { memo } from "react";
import { Area, ComposedChart, Line, ReferenceLine, Scatter } from "recharts";
import type { LogScale } from "./logScale.ts";
import { LossAxes, lossMargin } from "./LossAxes.tsx";
import styles from "./LossChart.module.css";
import type { LossPoint } from "./lossPoints.ts";

interface LossChartProps {
  readonly width: number;
  readonly height: number;
  /** Training steps on the axis. */
  readonly max: number;
  readonly scale: LogScale;
  readonly points: readonly LossPoint[];
  readonly validations: readonly { readonly step: number; readonly loss: number }[];
  /** Knowing nothing costs 1, and a line says so. */
  readonly isUnit: boolean;
}

/** Recharts draws no reference line on a chart without data. */
const nowhere: readonly LossPoint[] = [{ step: 0, raw: null, smoothed: null }];

/** The loss over training steps: raw faint, smoothed on top, validation as hollow dots, and what knowing nothing costs. */
export const LossChart = memo(function LossChart(props: LossChartProps) {
  const { width, height, max, scale, points, validations, isUnit } = props;
  return (
    <div className={styles.chart}>
      <ComposedChart
        width={width}
        height={height}
        margin={lossMargin}
        data={points.length > 0 ? points : nowhere}
        accessibilityLayer={false}
      >
        <LossAxes scale={scale} across="step" domain={[0, max]} />
        {isUnit && <ReferenceLine y={1} />}
        <Area
          className="raw"
          dataKey="raw"
          type="linear"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        <Line
          className="subject"
          dataKey="smoothed"
          type="linear"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        <Scatter data={validations} dataKey="loss" isAnimationActive={false} />
      </ComposedChart>
    </div>
  );
});
