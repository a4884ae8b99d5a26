import { memo } from "react";
import { Line, LineChart } from "recharts";
import type { TimestepLoss } from "#store/lossByTimestep.ts";
import type { LogScale } from "./logScale.ts";
import { LossAxes, lossMargin } from "./LossAxes.tsx";
import styles from "./LossChart.module.css";

interface TimestepLossChartProps {
  readonly width: number;
  readonly height: number;
  readonly T: number;
  readonly scale: LogScale;
  readonly now: readonly TimestepLoss[];
  readonly early: readonly TimestepLoss[];
}

const curve = {
  dataKey: "loss",
  type: "linear",
  dot: false,
  activeDot: false,
  isAnimationActive: false,
} as const;

/** The loss over timesteps 1..T, now and early in training. */
export const TimestepLossChart = memo(function TimestepLossChart(props: TimestepLossChartProps) {
  const { width, height, T, scale, now, early } = props;
  return (
    <div className={styles.chart}>
      <LineChart width={width} height={height} margin={lossMargin} accessibilityLayer={false}>
        <LossAxes scale={scale} across="t" domain={[1, T]} />
        <Line {...curve} className="early" data={early} />
        <Line {...curve} className="subject" data={now} />
      </LineChart>
    </div>
  );
});
